package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.codec.RecoveryStatement;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Governance;
import org.tallystick.model.Governor;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.InMemoryStorage;

class RecoveryBlockTest {
    private static final int FIRST_KEY = 200;
    private static final FinalityVerifier NEVER = (chain, validators, header, hash, certificate, signatures) -> false;
    private static final Consumer<LedgerConfig> ANY = config -> {};

    private final Genesis genesis = governed();
    private final Hash chainId = GenesisCodec.chainId(genesis);
    private final BlockState head =
            FinalChain.open(new InMemoryStorage().open(chainId, 1), genesis).head();
    private final LedgerConfig next =
            new LedgerConfig(new ValidatorSet(1, genesis.validators().validators()), genesis.parameters());
    private final RecoveryStatement statement =
            new RecoveryStatement(0, head.hash(), head.header().timestamp() + 1, next);

    private static Genesis governed() {
        Genesis solo = new SoloLedger().genesis();
        List<Governor> governors = new ArrayList<>(IntStream.range(0, 3)
                .mapToObj(i -> new Governor(
                        "g" + i,
                        AccountCodec.idOf(MockSigner.numbered(100 + i).publicKey()),
                        MockSigner.numbered(FIRST_KEY + i).publicKey()))
                .toList());
        governors.sort(Comparator.comparing(Governor::account));
        return new Genesis(
                solo.network(),
                solo.timestamp(),
                solo.engine(),
                solo.validators(),
                solo.openNetwork(),
                solo.nodes(),
                solo.parameters(),
                List.of(new ContractRef(GovernanceContract.ID, GovernanceContract.VERSION)),
                List.of(),
                Optional.of(new Governance(governors, 2, 2)));
    }

    private RecoveryCertificate signed(RecoveryStatement said, int first, int count) {
        return RecoveryCertificate.of(
                said,
                IntStream.range(first, first + count)
                        .mapToObj(i -> RecoveryCertificate.sign(said, chainId, MockSigner.numbered(FIRST_KEY + i)))
                        .toList());
    }

    private Optional<String> objection(
            RecoveryCertificate certificate, long knownFinal, Consumer<LedgerConfig> engine) {
        return RecoveryBlock.objection(certificate, head, knownFinal, genesis, engine, new MockVerifier());
    }

    private boolean isFinal(BlockHeader header, RecoveryCertificate certificate, Optional<Governance> governance) {
        return new GovernedFinality(NEVER, governance)
                .isFinal(chainId, genesis.validators(), header, head.hash(), certificate.encode(), new MockVerifier());
    }

    @Test
    void aRecoveryOfTheLastFinalBlockIsFollowed() {
        assertThat(objection(signed(statement, 0, 2), 0, ANY)).isEmpty();
    }

    @Test
    void itIsRefusedWhereAHigherBlockIsKnownToBeFinalThoughItIsNotHereYet() {
        assertThat(objection(signed(statement, 0, 2), 1, ANY))
                .hasValueSatisfying(reason -> assertThat(reason).contains("block 1 is final already"));
    }

    @Test
    void itIsRefusedWhenTheEngineCannotRunWithWhatItSays() {
        assertThat(objection(signed(statement, 0, 2), 0, config -> {
                    throw new IllegalArgumentException("too many validators");
                }))
                .hasValueSatisfying(reason -> assertThat(reason).contains("too many validators"));
    }

    @Test
    void tooFewGovernorsOrStrangersAmongThemAreRefused() {
        assertThat(objection(signed(statement, 0, 1), 0, ANY)).isPresent();
        assertThat(objection(signed(statement, 2, 2), 0, ANY)).isPresent();
    }

    @Test
    void whoeverShowsItIsJudgedByTheGovernorsSignaturesAndTheHeader() {
        BlockHeader header = RecoveryBlock.on(head, statement).header();
        assertThat(isFinal(header, signed(statement, 0, 2), genesis.governance()))
                .isTrue();
        assertThat(isFinal(header, signed(statement, 0, 1), genesis.governance()))
                .isFalse();
        assertThat(isFinal(header, signed(statement, 0, 2), Optional.empty())).isFalse();
        RecoveryStatement other =
                new RecoveryStatement(0, head.hash(), head.header().timestamp() + 2, next);
        assertThat(isFinal(header, signed(other, 0, 2), genesis.governance())).isFalse();
        RecoveryStatement elsewhere =
                new RecoveryStatement(0, Hash.ZERO, head.header().timestamp() + 1, next);
        assertThat(isFinal(header, signed(elsewhere, 0, 2), genesis.governance()))
                .isFalse();
    }

    @Test
    void whatIsNoRecoveryIsForTheEngineToJudge() {
        FinalityVerifier always = (chain, validators, header, hash, certificate, signatures) -> true;
        assertThat(new GovernedFinality(always, genesis.governance())
                        .isFinal(
                                chainId,
                                genesis.validators(),
                                head.header(),
                                head.hash(),
                                Bytes.EMPTY,
                                new MockVerifier()))
                .isTrue();
    }
}
