package org.tallystick.contract.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.testkit.ContractBench;
import org.tallystick.testkit.Generators;

/** Under any calls, the token contract agrees with a model of unbounded numbers, and its balances add up. */
class TokenInvariantsTest {
    private static final int SEEDS = 40;
    private static final int CALLS = 300;
    private static final List<String> SYMBOLS = List.of("EUR", "HOURS");

    @Test
    void balancesAddUpToTheSupplyAndAreNeverNegative() throws MalformedException, ContractRefusal {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Run(seed).run();
        }
    }

    private static final class Run {
        private final Generators make;
        private final Random random;
        private final ContractBench<TokenCall> bench = new ContractBench<>(new TokenContract());
        private final List<AccountId> accounts = new ArrayList<>();
        private final Map<Hash, Map<AccountId, Long>> model = new HashMap<>();

        Run(long seed) {
            make = new Generators(seed);
            random = make.random();
            for (int i = 0; i < 4; i++) {
                accounts.add(new AccountId(Hash.of(make.bytes(Hash.SIZE).toArray())));
            }
        }

        void run() throws MalformedException, ContractRefusal {
            for (int i = 0; i < CALLS; i++) {
                AccountId sender = any(accounts);
                AccountId to = any(accounts);
                long amount = make.between(1, random.nextBoolean() ? 1_000 : Long.MAX_VALUE);
                if (random.nextInt(4) == 0) {
                    issue(sender, any(SYMBOLS), to, amount);
                } else {
                    transfer(sender, TokenContract.assetId(any(accounts), any(SYMBOLS)), to, amount);
                }
                check();
            }
        }

        private void issue(AccountId sender, String symbol, AccountId to, long amount) {
            Hash asset = TokenContract.assetId(sender, symbol);
            Map<AccountId, Long> balances = model.computeIfAbsent(asset, a -> new HashMap<>());
            boolean fits = amount <= Long.MAX_VALUE - supply(asset);
            assertThat(accepted(sender, TokenCalls.issue(symbol, to, amount))).isEqualTo(fits);
            if (fits) {
                balances.merge(to, amount, Math::addExact);
            }
        }

        private void transfer(AccountId sender, Hash asset, AccountId to, long amount) {
            Map<AccountId, Long> balances = model.computeIfAbsent(asset, a -> new HashMap<>());
            boolean covered = balances.getOrDefault(sender, 0L) >= amount;
            assertThat(accepted(sender, TokenCalls.transfer(asset, to, amount))).isEqualTo(covered);
            if (covered) {
                balances.merge(sender, -amount, Math::addExact);
                balances.merge(to, amount, Math::addExact);
            }
        }

        private boolean accepted(AccountId sender, Bytes call) {
            try {
                bench.call(sender, call);
                return true;
            } catch (ContractRefusal e) {
                return false;
            }
        }

        private void check() throws MalformedException, ContractRefusal {
            int entries = 0;
            for (Map.Entry<Hash, Map<AccountId, Long>> asset : model.entrySet()) {
                long sum = 0;
                for (AccountId account : accounts) {
                    long balance = amount(TokenQuery.balance(asset.getKey(), account));
                    assertThat(balance).isEqualTo(asset.getValue().getOrDefault(account, 0L));
                    assertThat(balance).isNotNegative();
                    sum = Math.addExact(sum, balance);
                    entries += balance > 0 ? 1 : 0;
                }
                assertThat(amount(TokenQuery.supply(asset.getKey()))).isEqualTo(sum);
                entries += sum > 0 ? 1 : 0;
            }
            assertThat(bench.state()).hasSize(entries);
        }

        private long supply(Hash asset) {
            return model.get(asset).values().stream().mapToLong(Long::longValue).sum();
        }

        private long amount(Bytes query) throws MalformedException, ContractRefusal {
            return TokenQuery.readAmount(bench.query(query));
        }

        private <T> T any(List<T> from) {
            return from.get(random.nextInt(from.size()));
        }
    }
}
