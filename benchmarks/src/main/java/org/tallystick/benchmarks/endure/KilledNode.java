package org.tallystick.benchmarks.endure;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Ledger;
import org.tallystick.api.SubmitResult;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;

/** A validator of its own ledger under load, which says what was acknowledged and waits to be killed. */
final class KilledNode {
    private static final int CALLS = 64;

    private final AccountClient account;
    private final AtomicInteger number = new AtomicInteger();

    private KilledNode(AccountClient account) {
        this.account = account;
    }

    /** Takes the directory and a number that no life before has had. */
    public static void main(String[] args) throws InterruptedException {
        Ledger ledger =
                new Members(1, 0).builder(0, Path.of(args[0]), List.of()).open();
        println("UP");
        KilledNode node = new KilledNode(ledger.account(Members.account(Integer.parseInt(args[1]))));
        for (int i = 0; i < CALLS; i++) {
            node.call();
        }
        Thread.currentThread().join(); // until it is killed
    }

    private void call() {
        account.call(TokenContract.ID, TokenCalls.issue("T" + number.getAndIncrement(), account.id(), 1))
                .whenComplete((result, fault) -> {
                    if (result instanceof SubmitResult.Final ended) {
                        println(ended.receipt().transactionId().toString());
                    }
                    call();
                });
    }

    private static void println(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
