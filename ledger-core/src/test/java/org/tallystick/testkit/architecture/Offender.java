package org.tallystick.testkit.architecture;

import java.io.ByteArrayOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.Date;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Scanner;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Does in each method one thing that a library must not do. Never run; only its class file is looked at. */
@SuppressWarnings({
    "unused",
    "DefaultCharset",
    "FutureReturnValueIgnored",
    "JavaTimeDefaultTimeZone",
    "JavaUtilDate",
    "StringCaseLocaleUsage"
})
final class Offender {
    void exits() {
        System.exit(1);
    }

    void exitsThroughTheRuntime() {
        Runtime.getRuntime().exit(1);
    }

    void halts() {
        Runtime.getRuntime().halt(1);
    }

    void addsShutdownHook() {
        Runtime.getRuntime().addShutdownHook(null);
    }

    void sleeps() throws InterruptedException {
        Thread.sleep(1);
    }

    void sleepsByUnit() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }

    Object startsTimer() {
        return new Timer();
    }

    long readsClock() {
        return System.currentTimeMillis();
    }

    LongSupplier readsClockByReference() {
        return System::nanoTime;
    }

    Object readsClockAsInstant() {
        return Instant.now();
    }

    Object readsClockAsDate() {
        return LocalDate.now();
    }

    Object takesSystemClock() {
        return Clock.systemUTC();
    }

    Object readsClockAsOldDate() {
        return new Date();
    }

    Object readsCalendar() {
        return Calendar.getInstance();
    }

    Object drawsSecret() {
        return new SecureRandom();
    }

    Object drawsRandom() {
        return new Random();
    }

    Object drawsSplittable() {
        return new SplittableRandom();
    }

    int drawsThreadLocal() {
        return ThreadLocalRandom.current().nextInt();
    }

    Object drawsFromGenerator() {
        return RandomGenerator.getDefault();
    }

    double drawsDouble() {
        return Math.random();
    }

    Object drawsUuid() {
        return UUID.randomUUID();
    }

    byte[] encodesByDefault(String text) {
        return text.getBytes();
    }

    String decodesByDefault(byte[] bytes) {
        return new String(bytes);
    }

    String decodesRangeByDefault(byte[] bytes) {
        return new String(bytes, 0, 1);
    }

    String decodesBufferByDefault(ByteArrayOutputStream out) {
        return out.toString();
    }

    Object readsByDefault(InputStream in) {
        return new InputStreamReader(in);
    }

    Object writesByDefault(OutputStream out) {
        return new OutputStreamWriter(out);
    }

    Object readsFileByDefault() throws IOException {
        return new FileReader("file");
    }

    Object writesFileByDefault() throws IOException {
        return new FileWriter("file");
    }

    Object scansByDefault(InputStream in) {
        return new Scanner(in);
    }

    Object asksForDefaultCharset() {
        return Charset.defaultCharset();
    }

    String lowersByDefault(String text) {
        return text.toLowerCase();
    }

    UnaryOperator<String> raisesByReference() {
        return String::toUpperCase;
    }

    String formatsByDefault(int number) {
        return String.format("%d", number);
    }

    String formatsItselfByDefault(int number) {
        return "%d".formatted(number);
    }

    Object makesFormatterByDefault() {
        return new Formatter();
    }

    Object asksForDefaultLocale() {
        return Locale.getDefault();
    }

    Object asksForDefaultZone() {
        return ZoneId.systemDefault();
    }

    void printsStackTrace(IOException fault) {
        fault.printStackTrace();
    }

    void printsOut() {
        System.out.println();
    }

    void printsErr() {
        System.err.println();
    }

    void replacesUncaughtHandler() {
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    Object borrowsCommonPool() {
        return ForkJoinPool.commonPool();
    }

    Object timesOutOnSharedThread(CompletableFuture<?> future) {
        return future.orTimeout(1, TimeUnit.SECONDS);
    }

    Object runsOnCommonPool() {
        return CompletableFuture.runAsync(this::printsOut);
    }

    Object suppliesOnCommonPool() {
        return CompletableFuture.supplyAsync(() -> 1);
    }

    Object streamsInParallel(List<String> list) {
        return list.parallelStream();
    }

    Object turnsParallel(Stream<String> stream) {
        return stream.parallel();
    }

    Object loadsServices() {
        return ServiceLoader.load(Runnable.class);
    }

    Runnable printsInsideLambda() {
        return () -> System.out.println();
    }
}
