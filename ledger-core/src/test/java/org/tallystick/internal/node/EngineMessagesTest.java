package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.internal.compact.CompactSender;
import org.tallystick.model.Bytes;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Event;
import org.tallystick.testkit.MockSigner;

class EngineMessagesTest {
    private static final NodeId PEER = new NodeId(MockSigner.numbered(1).publicKey());

    @Test
    void theEngineIsToldWhatWasOnlyPassedOn() {
        List<Event.Received> received = new ArrayList<>();
        EngineMessages messages = new EngineMessages(null, null, null, new Outlet(), () -> 0, received::add);
        byte[] payload = CompactSender.whole(Bytes.utf8("message"));
        messages.received(PEER, payload);
        messages.relayed(PEER, payload);
        assertThat(received)
                .containsExactly(
                        new Event.Received(PEER, Bytes.utf8("message"), false),
                        new Event.Received(PEER, Bytes.utf8("message"), true));
    }
}
