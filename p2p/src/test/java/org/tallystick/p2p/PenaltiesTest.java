package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.tallystick.model.NodeId;

/** The small parts that decide by numbers. */
class PenaltiesTest {
    private static final NodeId NODE = TransportTestBase.idOf(1);
    private static final long SECOND = 1_000_000_000L;

    private final Penalties penalties = new Penalties(Duration.ofSeconds(60));

    @Test
    void tenComplaintsWithinSecondsAreEnoughForABan() {
        for (int i = 0; i < 9; i++) {
            assertThat(penalties.add(NODE, Penalties.COMPLAINT, i * SECOND / 4)).isFalse();
        }
        assertThat(penalties.bannedFor(NODE, 2 * SECOND)).isZero();
        assertThat(penalties.add(NODE, Penalties.COMPLAINT, 2 * SECOND)).isTrue();
        assertThat(penalties.bannedFor(NODE, 32 * SECOND)).isEqualTo(Duration.ofSeconds(30));
        assertThat(penalties.bannedFor(NODE, 63 * SECOND)).isZero();
    }

    @Test
    void aComplaintAMinuteIsNeverEnough() {
        for (int i = 0; i < 1000; i++) {
            assertThat(penalties.add(NODE, Penalties.COMPLAINT, i * 60L * SECOND))
                    .isFalse();
        }
    }

    @Test
    void aBannedNodeIsNotBannedAgainAndStartsAfresh() {
        assertThat(penalties.add(NODE, 100, 0)).isTrue();
        assertThat(penalties.add(NODE, 100, SECOND)).isFalse();
        assertThat(penalties.bannedFor(NODE, 0)).isEqualTo(Duration.ofSeconds(60));
        assertThat(penalties.add(NODE, 90, 61 * SECOND)).isFalse();
        assertThat(penalties.add(NODE, 90, 61 * SECOND)).isTrue();
    }

    @Test
    void aBoundedNumberOfNodesIsRemembered() {
        assertThat(penalties.add(NODE, 100, 0)).isTrue();
        for (int i = 2; i < 2000; i++) {
            byte[] seed = java.nio.ByteBuffer.allocate(32).putInt(i).array();
            penalties.add(
                    new NodeId(org.tallystick.crypto.PrivateKey.fromSeed(seed).publicKey()), 1, 0);
        }
        assertThat(penalties.bannedFor(NODE, 0)).isZero();
    }

    @Test
    void aBucketLetsABurstThroughAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(10, 20, 0);
        assertThat(bucket.tryTake(20, 0)).isTrue();
        assertThat(bucket.tryTake(1, 0)).isFalse();
        assertThat(bucket.tryTake(5, SECOND / 2)).isTrue();
        assertThat(bucket.take(10, SECOND / 2)).isBetween(SECOND - 10, SECOND + 10);
        assertThat(bucket.tryTake(1, SECOND)).isFalse();
        assertThat(bucket.tryTake(20, 100 * SECOND)).isTrue();
        assertThat(bucket.tryTake(1, 100 * SECOND)).isFalse();
    }

    @Test
    void onlyAddressesThatMakeSenseFromTheirSourceAreAcceptable() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InetAddress outside = InetAddress.getByName("192.0.2.7");
        assertThat(AddressBook.acceptable("127.0.0.1", 4000, loopback)).isTrue();
        assertThat(AddressBook.acceptable("::1", 4000, loopback)).isTrue();
        assertThat(AddressBook.acceptable("127.0.0.1", 4000, outside)).isFalse();
        assertThat(AddressBook.acceptable("::1", 4000, outside)).isFalse();
        assertThat(AddressBook.acceptable("192.0.2.8", 4000, outside)).isTrue();
        assertThat(AddressBook.acceptable("2001:db8::1", 4000, outside)).isTrue();
        assertThat(AddressBook.acceptable("169.254.1.1", 4000, outside)).isFalse();
        assertThat(AddressBook.acceptable("239.1.1.1", 4000, outside)).isFalse();
        assertThat(AddressBook.acceptable("0.0.0.0", 4000, outside)).isFalse();
        assertThat(AddressBook.acceptable("example.org", 4000, outside)).isFalse();
        assertThat(AddressBook.acceptable("192.0.2.8", 0, outside)).isFalse();
        assertThat(AddressBook.acceptable("192.0.2.8", 65_536, outside)).isFalse();
    }

    @Test
    void theBookLearnsABoundedNumberOfAddressesAndForgetsThoseThatFailFirst() {
        AddressBook book = new AddressBook(2);
        book.addGiven("192.0.2.1", 1);
        AddressBook.Entry first = book.learn("192.0.2.2", 1);
        assertThat(book.learn("192.0.2.3", 1)).isNotNull();
        assertThat(book.learn("192.0.2.2", 1)).isSameAs(first);
        assertThat(book.learn("192.0.2.4", 1)).isNull();
        first.failures = 1;
        assertThat(book.learn("192.0.2.4", 1)).isNotNull();
        assertThat(book.all()).hasSize(3).doesNotContain(first);
    }

    @Test
    void aPeersWordsAreMadeFitForALog() {
        assertThat(Texts.printable("all\nis\u001b[31m well")).isEqualTo("all?is?[31m well");
        assertThat(Texts.printable("x".repeat(1000))).hasSize(200);
    }
}
