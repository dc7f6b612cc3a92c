package org.tallystick.contract.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractEvent;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.testkit.ContractBench;
import org.tallystick.testkit.Generators;

class TokenContractTest {
    private final Generators make = new Generators(11);
    private final ContractBench<TokenCall> bench = new ContractBench<>(new TokenContract());
    private final AccountId issuer = new AccountId(Hash.of(make.bytes(32).toArray()));
    private final AccountId alice = new AccountId(Hash.of(make.bytes(32).toArray()));
    private final AccountId bob = new AccountId(Hash.of(make.bytes(32).toArray()));
    private final Hash euro = TokenContract.assetId(issuer, "EUR");

    @Test
    void issueCreatesAnAmountAndAnnouncesIt() throws Exception {
        ContractBench.Done done = bench.call(issuer, TokenCalls.issue("EUR", alice, 100));
        assertThat(done.result()).isEqualTo(euro.toBytes());
        assertThat(events(done)).containsExactly(new TokenEvent.Issued(euro, alice, 100, 100));
        assertThat(events(bench.call(issuer, TokenCalls.issue("EUR", bob, 20))))
                .containsExactly(new TokenEvent.Issued(euro, bob, 20, 120));
        assertThat(balance(alice)).isEqualTo(100);
        assertThat(balance(bob)).isEqualTo(20);
        assertThat(supply(euro)).isEqualTo(120);
        assertThat(TokenQuery.readAsset(bench.query(TokenQuery.asset(euro))))
                .contains(new AssetInfo(issuer, "EUR", 120));
    }

    @Test
    void transferMovesAnAmountAndAnnouncesIt() throws Exception {
        bench.call(issuer, TokenCalls.issue("EUR", alice, 100));
        ContractBench.Done done = bench.call(alice, TokenCalls.transfer(euro, bob, 30, Bytes.utf8("rent")));
        assertThat(done.result()).isEqualTo(Bytes.EMPTY);
        assertThat(events(done)).containsExactly(new TokenEvent.Transferred(euro, alice, bob, 30));
        assertThat(balance(alice)).isEqualTo(70);
        assertThat(balance(bob)).isEqualTo(30);
        assertThat(supply(euro)).isEqualTo(100);
    }

    @Test
    void sameSymbolOfAnotherIssuerIsAnotherAsset() throws Exception {
        bench.call(issuer, TokenCalls.issue("EUR", alice, 100));
        Hash theirs = Hash.of(
                bench.call(bob, TokenCalls.issue("EUR", alice, 7)).result().toArray());
        assertThat(theirs).isNotEqualTo(euro).isEqualTo(TokenContract.assetId(bob, "EUR"));
        assertThat(supply(euro)).isEqualTo(100);
        assertThat(supply(theirs)).isEqualTo(7);
    }

    @Test
    void nobodyGivesMoreThanTheyHave() throws Exception {
        bench.call(issuer, TokenCalls.issue("EUR", alice, 100));
        var before = bench.state();
        assertRefused(TokenContract.INSUFFICIENT_BALANCE, () -> bench.call(alice, TokenCalls.transfer(euro, bob, 101)));
        assertRefused(TokenContract.INSUFFICIENT_BALANCE, () -> bench.call(bob, TokenCalls.transfer(euro, alice, 1)));
        assertRefused(
                TokenContract.INSUFFICIENT_BALANCE, () -> bench.call(alice, TokenCalls.transfer(euro, alice, 101)));
        assertRefused(TokenContract.UNKNOWN_ASSET, () -> bench.call(alice, TokenCalls.transfer(make.hash(), alice, 1)));
        assertThat(bench.state()).isEqualTo(before);
    }

    @Test
    void supplyStopsAtTheLargestNumber() throws Exception {
        bench.call(issuer, TokenCalls.issue("EUR", alice, Long.MAX_VALUE - 1));
        assertRefused(TokenContract.SUPPLY_EXCEEDED, () -> bench.call(issuer, TokenCalls.issue("EUR", bob, 2)));
        bench.call(issuer, TokenCalls.issue("EUR", bob, 1));
        bench.call(bob, TokenCalls.transfer(euro, alice, 1));
        assertThat(balance(alice)).isEqualTo(Long.MAX_VALUE).isEqualTo(supply(euro));
        assertRefused(TokenContract.SUPPLY_EXCEEDED, () -> bench.call(issuer, TokenCalls.issue("EUR", alice, 1)));
    }

    @Test
    void transferToOneselfChangesNothing() throws Exception {
        bench.call(issuer, TokenCalls.issue("EUR", alice, 100));
        var before = bench.state();
        bench.call(alice, TokenCalls.transfer(euro, alice, 40));
        bench.call(alice, TokenCalls.transfer(euro, alice, 100));
        assertThat(bench.state()).isEqualTo(before);
    }

    @Test
    void balanceOfZeroLeavesNoTrace() throws Exception {
        bench.call(issuer, TokenCalls.issue("EUR", alice, 100));
        bench.call(alice, TokenCalls.transfer(euro, bob, 100));
        assertThat(balance(alice)).isZero();
        assertThat(bench.state()).hasSize(2);
    }

    @Test
    void callsOutsideTheBoundsCannotBeMade() {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenCalls.transfer(euro, bob, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenCalls.transfer(euro, bob, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenCalls.transfer(euro, bob, 1, Bytes.wrap(new byte[1025])));
        for (String symbol : List.of("", "eur", "1UP", "E U", "A".repeat(33), "EÜR")) {
            assertThatIllegalArgumentException().isThrownBy(() -> TokenCalls.issue(symbol, bob, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> TokenContract.assetId(issuer, symbol));
        }
    }

    @Test
    void malformedCallsAndQueriesAreRefused() {
        String zeroAmount = "02" + euro + bob + "0000000000000000" + "0000";
        String negativeAmount = "02" + euro + bob + "8000000000000000" + "0000";
        String longMemo = "02" + euro + bob + "0000000000000001" + "0401" + "00".repeat(1025);
        for (String hex : List.of("", "00", "03", zeroAmount, negativeAmount, longMemo)) {
            assertRefused(TokenContract.MALFORMED_CALL, () -> bench.call(alice, Bytes.fromHex(hex)));
        }
        for (String hex : List.of("", "04", "02", "02" + euro + "00")) {
            assertRefused(TokenContract.MALFORMED_QUERY, () -> bench.query(Bytes.fromHex(hex)));
        }
    }

    @Test
    void longestMemoFits() throws Exception {
        bench.call(issuer, TokenCalls.issue("EUR", alice, 1));
        bench.call(alice, TokenCalls.transfer(euro, bob, 1, Bytes.wrap(new byte[TokenCall.MAX_MEMO])));
        assertThat(balance(bob)).isEqualTo(1);
    }

    @Test
    void stateThatItDidNotWriteBreaksTheCallOff() throws Exception {
        bench.call(issuer, TokenCalls.issue("EUR", alice, 1));
        var spoilt = bench.state();
        spoilt.replaceAll((key, value) -> Bytes.fromHex("80"));
        bench.replaceState(spoilt);
        assertThatIllegalStateException().isThrownBy(() -> bench.call(alice, TokenCalls.transfer(euro, bob, 1)));
        assertThatIllegalStateException().isThrownBy(() -> bench.call(issuer, TokenCalls.issue("EUR", bob, 1)));
    }

    @Test
    void eventsOfOthersAreNotReadAsItsOwn() {
        ContractEvent foreign = new ContractEvent(new ContractId("other"), "issued", Bytes.EMPTY);
        ContractEvent unknown = new ContractEvent(TokenContract.ID, "burnt", Bytes.EMPTY);
        ContractEvent cut = new ContractEvent(TokenContract.ID, "issued", Bytes.EMPTY);
        for (ContractEvent event : List.of(foreign, unknown, cut)) {
            assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> TokenEvent.decode(event));
        }
    }

    private long balance(AccountId account) throws Exception {
        return TokenQuery.readAmount(bench.query(TokenQuery.balance(euro, account)));
    }

    private long supply(Hash asset) throws Exception {
        return TokenQuery.readAmount(bench.query(TokenQuery.supply(asset)));
    }

    private static List<TokenEvent> events(ContractBench.Done done) throws MalformedException {
        return List.of(TokenEvent.decode(done.events().get(0)));
    }

    private static void assertRefused(String code, ThrowingCallable call) {
        assertThatExceptionOfType(ContractRefusal.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
