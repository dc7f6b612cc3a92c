# For the scripts beside it: finds Java, and builds the project if it has changed. The caller sets here; this gives java and jar.
# shellcheck shell=sh
root=$(dirname -- "$here")
jar=$here/target/examples.jar

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
else
    java=java
fi
command -v "$java" >/dev/null 2>&1 || {
    echo "There is no java command; install a JDK, 17 or later, or set JAVA_HOME." >&2
    exit 3
}

needs_build() {
    [ -f "$jar" ] || return 0
    changed=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$jar" -print | head -n 1)
    [ -n "$changed" ]
}

if needs_build; then
    command -v mvn >/dev/null 2>&1 || {
        echo "There is no mvn command; install Maven, 3.8 or later, to build the project." >&2
        exit 3
    }
    echo "Building the project; the first time this takes a few minutes." >&2
    # The tests have their own command (see README.md); here only the programs are wanted.
    mvn -q -B -f "$root/pom.xml" -pl examples -am -Dquick -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false package >&2
    touch "$jar"
fi
