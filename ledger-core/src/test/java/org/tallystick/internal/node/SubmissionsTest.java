package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Refusal;
import org.tallystick.api.SubmitResult;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

class SubmissionsTest {
    private static final Hash ID = Sha256.hash(Bytes.utf8("a transaction"));
    private static final SubmitResult KNOWN = new SubmitResult.Dropped(ID, "for the test");

    private final CompletableFuture<SubmitResult> future = new CompletableFuture<>();

    @Test
    void outcomeThatTheCallbackThreadDidNotComeToIsToldAtTheEnd() {
        Submissions submissions = new Submissions(task -> {}); // as of a runtime that has stopped
        submissions.add(ID, 1, future);
        submissions.complete(ID, KNOWN);
        assertThat(future).isNotDone();
        submissions.close("closed");
        assertThat(future).isCompletedWithValue(KNOWN);
    }

    @Test
    void refusalOfOneCopyLeavesOthersWaiting() {
        Submissions submissions = new Submissions(Runnable::run);
        CompletableFuture<SubmitResult> bad = new CompletableFuture<>();
        submissions.add(ID, 1, future);
        submissions.add(ID, 1, bad);
        SubmitResult refused = new SubmitResult.Refused(new Refusal(Refusal.Reason.BAD_SIGNATURE, "for the test"));
        submissions.refuse(ID, bad, refused);
        assertThat(bad).isCompletedWithValue(refused);
        assertThat(future).isNotDone();
        submissions.complete(ID, KNOWN);
        assertThat(future).isCompletedWithValue(KNOWN);
        assertThat(submissions.isEmpty()).isTrue();
    }
}
