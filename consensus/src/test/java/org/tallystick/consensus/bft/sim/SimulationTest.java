package org.tallystick.consensus.bft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.consensus.bft.BftSimEngine;
import org.tallystick.consensus.poa.PoaSimEngine;
import org.tallystick.consensus.pow.PowSimEngine;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.ScenarioText;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimRun;

@Timeout(600)
class SimulationTest {
    private static final String MANY_STOPS_AND_DISORDER =
            "seed=1049 engine=bft validators=4 observers=0 twins=0 villains= view-timeout=200 "
                    + "max-view-timeout=1400 block-transactions=2 settings= network=uniform:238531+117967 "
                    + "accounts=2 lanes=2 pause=52440318 rogue=false heights=57 lasting=0 "
                    + "faults=reordering=2.079@21+737530853~30700129:0#3756070122617848073"
                    + ";torn-write@21+2057173263~36805401:3#2934783008794923889"
                    + ";crash@21+398167560~947127952:3#2175356752380853048"
                    + ";pause@21+1221715092~2102684473:2#6153211634671799988"
                    + ";torn-write@21+711214230~102966105:1#7926213938273008650"
                    + ";pause@22+2270857293~3481014:1#7198377756866663841"
                    + ";reordering=0.136@22+2418510225~1801655935:1#8398200498541169131"
                    + ";reordering=12.932@22+760267923~20912736:0#1095724580992537068"
                    + ";flapping@22+293770419~277056716:3#8016866313801185999"
                    + ";delay=4.601@22+2024169838~546235890:1#6145853140956126569"
                    + ";power-cut@22+625393043~3105922:3#4922760366057082104"
                    + ";loss=0.031@22+1952702152~7480226341:0#7892238561998328031"
                    + ";torn-write@23+2315302188~12357686:2#6169810680093702621"
                    + ";reordering=13.792@23+944901653~57584736:3#1256166148627783038"
                    + ";delay=25.83@23+1224866747~2039385671:2#3411449570764844932"
                    + ";power-cut@23+47530736~13101272344:0#6174318095975888556";

    private static final String BLOCKS_HELD_THAT_NOBODY_TOOK_UP =
            "seed=13166 engine=bft validators=7 observers=0 twins=0 villains= view-timeout=200 "
                    + "max-view-timeout=600 block-transactions=2 settings= network=uniform:389729+855428 "
                    + "accounts=2 lanes=1 pause=191641213 rogue=false heights=59 lasting=0 "
                    + "faults=crash-in-sync@12+21818537~209774304:4#1809069487632182257"
                    + ";set-parameters@13+17839312~1000000:3#973706474688113552"
                    + ";isolated@20+5915192~4728655809:3#1178527430331590080"
                    + ";full-disk@45+24390189~7289557:6#3066059930387939332"
                    + ";set-parameters@47+4123463~1000000:0#7431558182877160617"
                    + ";loss=0.113@48+28494547~2384194704:3#6888689632024436639"
                    + ";asymmetric@51+1961291~12392716:3#2785585643068626639";

    private static final String NEWCOMER_AWAY_FOR_AN_EPOCH =
            "seed=16342 engine=bft validators=4 observers=2 twins=0 villains=silent view-timeout=200 "
                    + "max-view-timeout=1600 block-transactions=2000 settings= network=uniform:427797+908881 "
                    + "accounts=1 lanes=1 pause=123745150 rogue=false heights=52 lasting=0 "
                    + "faults=reordering=196.794@6+12972493~1824901467:2#1369799520898270418"
                    + ";add-validator@7+14965158~1000000:3#4179430828913010369"
                    + ";asymmetric@13+15567811~24789786:2#3774112747305567607"
                    + ";add-validator@15+6583350~1000000:0#2619745791504608662"
                    + ";replace-validator@19+4065360~1000000:2#3756702534478344002"
                    + ";clock-freeze@24+12197415~2177039:3#450282127394923296"
                    + ";crash-in-sync@29+25185174~50453280:3#7289553098087931110"
                    + ";slow-disk=156.232@34+3660727~31259441:2#6817661496477726939"
                    + ";full-disk@35+27827930~3370081522:2#7740694441155539726"
                    + ";clock-freeze@40+28833996~269949973:3#571041701021205027"
                    + ";rotate-key@44+14722340~1000000:2#5162298527370120333"
                    + ";flapping@45+35608~159378242:0#5377388714802498846";

    private static final String NEWCOMER_THAT_REACHES_ONE_VALIDATOR =
            "seed=19938 engine=bft validators=5 observers=2 twins=0 villains=silent view-timeout=500 "
                    + "max-view-timeout=1000 block-transactions=2000 settings= network=uniform:360651+968567 "
                    + "accounts=2 lanes=2 pause=2324599 rogue=false heights=59 lasting=0 "
                    + "faults=full-disk@5+2652501~245526419:1#3448673076232807943"
                    + ";bridge@8+23462690~165916728569:3#787819254541405034"
                    + ";rotate-key@12+12328866~1000000:1#3404746340312322075"
                    + ";one-way@24+14420064~28357214:5#3460370128825115049"
                    + ";replace-validator@28+29272649~1000000:2#8148496664105184414"
                    + ";full-disk@29+13925094~13649777827:5#8065576298597818748"
                    + ";bridge@39+6505365~1350578315:2#4850698653556685628"
                    + ";crash-loop@40+25724117~2869622:4#8803958549455086242"
                    + ";one-way@51+28523653~6883582:3#2695381513821876236";

    private static final String VOTES_SAID_AGAIN_IN_A_LATER_EPOCH =
            "seed=13798 engine=bft validators=7 observers=1 twins=0 villains=replaying,replaying view-timeout=500 "
                    + "max-view-timeout=3500 block-transactions=2000 settings= network=uniform:432735+961427 "
                    + "accounts=3 lanes=1 pause=93382921 rogue=false heights=52 lasting=0 "
                    + "faults=delay=52.609@5+2858720~10203454239:2#7319720980121340440"
                    + ";slow-disk=25.5@16+18418343~1312259:7#2655295623998889401"
                    + ";flapping@19+23485475~2284776:3#3387167820499117131"
                    + ";clock-freeze@22+20233903~58550329:6#6595153245943026737"
                    + ";set-parameters@22+26660883~1000000:2#581082039611728549"
                    + ";partition@24+19745723~1537642:2#8834216309990596880"
                    + ";replace-validator@29+4553622~1000000:6#2223060003086831900"
                    + ";partition@34+25777390~42203149:7#1884825039346350593"
                    + ";crash-loop@39+16945892~1010460:7#8184878020507295885"
                    + ";full-disk@46+5907232~76754773:3#6306190169845871718";

    private static final int RUNS = Integer.getInteger("sim.runs", 60);

    @Test
    void randomFaultsBreakNothingAndAreOvercome() {
        for (long seed = 1; seed <= RUNS; seed++) {
            SimRun.Result result = SimRuns.play(seed);
            assertThat(result.violations()).as("seed %d", seed).isEmpty();
            assertThat(result.height()).isGreaterThanOrEqualTo(Scenario.MIN_HEIGHTS);
        }
    }

    /** Blocks that are put right on a disk with flipped bits were taken for blocks that become final once more. */
    private static final String REPAIRED_WHILE_IT_RUNS =
            "seed=2397 engine=bft validators=4 observers=1 twins=0 villains= view-timeout=1000 "
                    + "max-view-timeout=7000 block-transactions=2 settings= network=uniform:308092+155241 "
                    + "accounts=3 lanes=2 pause=533 rogue=true heights=55 lasting=0 "
                    + "faults=torn-write@3+28776768~5916588:1#3889053274063446740"
                    + ";loss=0.223@27+9447907~188907854:4#1492867662433203028"
                    + ";reordering=45.166@36+14192459~4341770256:0#5814634368815573997"
                    + ";bit-flips@48+6988486~465947411:2#3213031795333992772";

    /** One of seven heard two others give up the last view, and nobody else heard of more than one: it talked for ever. */
    private static final String ONLY_ONE_KNOWS_WHO_GAVE_UP =
            "seed=515883 engine=bft validators=7 observers=0 twins=0 villains= view-timeout=200 "
                    + "max-view-timeout=1600 block-transactions=2 settings= network=uniform:4869053+7632359 "
                    + "accounts=3 lanes=1 pause=4594802 rogue=false heights=59 lasting=0 "
                    + "faults=reset@35+2915386192~6420564:4#8703625364582579633"
                    + ";duplication=0.23@35+294332368~61954410:3#5501955424207889353";

    private static final String MANY_BLOCKS_NOTARIZED_AND_NONE_FINAL =
            "seed=11672 engine=bft validators=4 observers=1 twins=1 villains= view-timeout=200 "
                    + "max-view-timeout=400 block-transactions=2 settings= network=uniform:460939+51844 "
                    + "accounts=3 lanes=1 pause=725853 rogue=true heights=55 lasting=0 "
                    + "faults=power-cut@3+15906295~136517751:2#642143234118585918"
                    + ";crash-in-sync@3+18964001~1079217:4#8838208066537584607"
                    + ";delay=227.717@10+14644109~7984330831:0#115741055153038044"
                    + ";reordering=5.488@20+6781049~272451724:1#2400479976225443520"
                    + ";failing-disk@29+16040695~1121143156:1#5653617788233546466"
                    + ";pause@39+2885234~13483075797:1#475716850439454881"
                    + ";asymmetric@42+18058472~2574396358:1#2445196218368842533";

    /** Each of these has shown a fault once; as text, since what a seed gives changes with every new kind of fault. */
    @Test
    void theScenariosOfPastFaultsStayGood() {
        for (String past : List.of(
                MANY_STOPS_AND_DISORDER,
                BLOCKS_HELD_THAT_NOBODY_TOOK_UP,
                NEWCOMER_AWAY_FOR_AN_EPOCH,
                NEWCOMER_THAT_REACHES_ONE_VALIDATOR,
                VOTES_SAID_AGAIN_IN_A_LATER_EPOCH,
                MANY_BLOCKS_NOTARIZED_AND_NONE_FINAL,
                ONLY_ONE_KNOWS_WHO_GAVE_UP,
                REPAIRED_WHILE_IT_RUNS)) {
            SimRun.Result result = SimRun.play(ScenarioText.parse(past), SimCrypto.MOCK, SimRuns.nodes());
            assertThat(result.violations()).as(past).isEmpty();
        }
    }

    @Test
    void itWorksWithRealSignaturesToo() {
        SimRun.Result result = SimRun.play(Scenario.random(2, new BftSimEngine()), SimCrypto.ED25519, SimRuns.nodes());
        assertThat(result.violations()).isEmpty();
    }

    @Test
    void oneSeedGivesOneHistory() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(SimRuns.play(seed)).isEqualTo(SimRuns.play(seed));
        }
        assertThat(SimRuns.play(1).trace()).isNotEqualTo(SimRuns.play(2).trace());
    }

    /** Another JDK as well, where the machine has one. */
    @Test
    void anotherProcessInAnotherCountrySeesTheSameHistory() throws Exception {
        for (Path java : javaPrograms()) {
            compareHistories(java, new BftSimEngine(), 5);
            compareHistories(java, new PoaSimEngine(), 2);
            compareHistories(java, new PowSimEngine(), 2);
        }
    }

    private static void compareHistories(Path java, SimEngine engine, int runs) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Asia/Kathmandu",
                "-Dfile.encoding=ISO-8859-1",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=2",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SimRuns.class.getName()));
        command.addAll(
                List.of("--engine", engine.name(), "--runs", "" + runs, "--seed", "1", "--threads", "1", "--hashes"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as("%s %s", java, output).isZero();
        for (long seed = 1; seed <= runs; seed++) {
            assertThat(output)
                    .as("%s %s", java, engine.name())
                    .contains("seed " + seed + " " + SimRuns.play(seed, engine).trace());
        }
    }

    /** This JDK's, and that of one JDK of another version, if one is where JDKs usually are. */
    private static List<Path> javaPrograms() throws IOException {
        List<Path> programs = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")));
        Path usual = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(usual)) {
            try (Stream<Path> homes = Files.list(usual)) {
                homes.filter(home -> isOfAnotherVersion(home.resolve("release")))
                        .map(home -> home.resolve("bin").resolve("java"))
                        .filter(Files::isExecutable)
                        .sorted()
                        .findFirst()
                        .ifPresent(programs::add);
            }
        }
        return programs;
    }

    private static boolean isOfAnotherVersion(Path release) {
        try {
            return Files.exists(release)
                    && Files.readAllLines(release).stream()
                            .filter(line -> line.startsWith("JAVA_VERSION="))
                            .map(line -> Integer.parseInt(
                                    line.replaceAll("[^0-9.]", "").split("\\.")[0]))
                            .anyMatch(major ->
                                    major >= 17 && major != Runtime.version().feature());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tooManyTraitorsMayForkTheLedgerAndAreNamedThenAndNobodyElse() {
        int forks = 0;
        for (long seed = 1; seed <= Integer.getInteger("sim.beyond", 40); seed++) {
            BftSimEngine engine = new BftSimEngine();
            Scenario scenario = Scenario.beyond(seed, engine);
            SimRun.Blame blame = SimRun.blame(scenario, SimCrypto.MOCK, SimRuns.nodes(), engine);
            assertThat(blame.violations()).as("seed %d", seed).isEmpty();
            assertThat(blame.culprits())
                    .allMatch(culprit -> culprit < scenario.shape().faulty());
            forks += blame.forked() ? 1 : 0;
        }
        assertThat(forks).isPositive();
    }

    /** Once taken for a failure of the node that met the other branch, which only faulty ones hold. */
    @Test
    void anHonestNodeThatIsHandedTheOtherBranchShowsTheFork() {
        BftSimEngine engine = new BftSimEngine();
        SimRun.Blame blame = SimRun.blame(Scenario.beyond(300_170, engine), SimCrypto.MOCK, SimRuns.nodes(), engine);
        assertThat(blame.violations()).isEmpty();
        assertThat(blame.forked()).isTrue();
    }

    /** Three answered each other's replays with replays for ever. */
    @Test
    void replaysOfReplaysComeToAnEnd() {
        BftSimEngine engine = new BftSimEngine();
        assertThat(SimRun.blame(Scenario.beyond(302_773, engine), SimCrypto.MOCK, SimRuns.nodes(), engine)
                        .violations())
                .isEmpty();
    }

    /** Were this to pass unnoticed, the checks would be worth nothing: more validators betray than the protocol bears. */
    @Test
    void moreTraitorsThanAllowedAreNoticed() {
        List<String> found = new ArrayList<>();
        for (long seed = 1; seed <= 200 && found.isEmpty(); seed++) {
            Scenario usual = Scenario.random(seed, new BftSimEngine());
            SimCluster.Shape shape =
                    new SimCluster.Shape(4, 0, 2, List.of(), usual.shape().parameters(), "bft");
            Scenario scenario = usual.with(shape)
                    .with(usual.faults().stream()
                            .filter(fault -> fault.machine() < 4)
                            .toList());
            SimRun.play(scenario, SimCrypto.MOCK, SimRuns.nodes()).violations().stream()
                    .filter(violation -> violation.contains("SAFETY"))
                    .forEach(found::add);
        }
        assertThat(found).isNotEmpty();
    }
}
