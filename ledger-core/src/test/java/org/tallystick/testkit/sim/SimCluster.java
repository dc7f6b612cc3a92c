package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Signer;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Governance;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;

/**
 * A cluster of nodes in one thread. Machines 0 to n−1 are the validators, then come observers, then twins: second
 * machines that hold the keys of validator 0, 1, … and so make these faulty. The validators after those with a twin are
 * the villains. All are down at first.
 */
public final class SimCluster {
    /**
     * How a cluster is made up.
     *
     * @param validators number of validators
     * @param observers number of nodes that only follow
     * @param twins number of validators whose keys two machines hold
     * @param villains names of the ways in which further validators are faulty on purpose, see {@link SimEngine}
     * @param parameters the ledger's settings
     * @param engine the engine's name
     */
    public record Shape(
            int validators, int observers, int twins, List<String> villains, Parameters parameters, String engine) {
        /** Copies the list. */
        public Shape {
            villains = List.copyOf(villains);
            if (twins + villains.size() > validators) {
                throw new IllegalArgumentException("more faulty validators than validators");
            }
        }

        /** How many validators are faulty on purpose. */
        public int faulty() {
            return twins + villains.size();
        }

        int machines() {
            return validators + observers + twins;
        }
    }

    private static final int FIRST_SPARE_KEY = 100_000;
    private static final long HEALTH_EVERY = 512; // steps for each machine

    private final Shape shape;
    private final SimCrypto crypto;
    private final SimNodes nodes;
    private final SimScheduler scheduler = new SimScheduler();
    private final SimTrace trace = new SimTrace();
    private final SplittableRandom chance;
    private final SimNetwork network;
    private final SimChecks checks;
    private final List<SimMachine> machines = new ArrayList<>();
    private final Genesis genesis;
    private long maxSteps = 20_000_000;
    private long nextHealthCheck;
    private SimProbe probe;
    private SimGovernors governors;
    private final long governorsSeed;

    /** A cluster whose every coincidence follows from the seed. */
    public SimCluster(Shape shape, SimCrypto crypto, SimNodes nodes, long seed) {
        this.shape = shape;
        this.crypto = crypto;
        this.nodes = nodes;
        this.chance = new SplittableRandom(seed);
        this.governorsSeed = ~seed;
        this.genesis = genesis(shape, crypto);
        boolean[] honest = new boolean[shape.machines()];
        for (int i = 0; i < honest.length; i++) {
            honest[i] = identityOf(i) == i && i >= shape.faulty();
        }
        checks = new SimChecks(scheduler, honest);
        network = new SimNetwork(shape.machines(), scheduler, trace, chance.nextLong());
        for (int i = 0; i < shape.machines(); i++) {
            int identity = identityOf(i);
            SimDisk disk = new SimDisk(i, scheduler, trace, chance.nextLong(), checks);
            machines.add(new SimMachine(i, identity, disk, new SimClock()));
            if (!honest[i]) {
                network.keepApart(i);
            }
            voteKeys(identityOf(i)).forEach(key -> checks.identify(key.publicKey(), identity));
        }
    }

    private int identityOf(int machine) {
        int others = shape.validators() + shape.observers();
        return machine < others ? machine : machine - others;
    }

    private static Genesis genesis(Shape shape, SimCrypto crypto) {
        List<Validator> validators = new ArrayList<>();
        for (int i = 0; i < shape.validators(); i++) {
            NodeId node = new NodeId(SimCrypto.nodeKey(i).publicKey());
            validators.add(new Validator("v" + i, crypto.validator(i).publicKey(), node));
        }
        List<NodeId> observers = new ArrayList<>();
        for (int i = 0; i < shape.observers(); i++) {
            observers.add(new NodeId(SimCrypto.nodeKey(shape.validators() + i).publicKey()));
        }
        Collections.sort(observers);
        List<ContractRef> contracts = new ArrayList<>();
        Optional<Governance> governance = Optional.empty();
        if (shape.engine().equals("bft")) { // the others do not follow changes of their validators
            contracts.add(new ContractRef(GovernanceContract.ID, GovernanceContract.VERSION));
            governance = Optional.of(SimGovernors.governance(shape.validators(), crypto));
        }
        contracts.add(new ContractRef(TokenContract.ID, TokenContract.VERSION));
        return new Genesis(
                "simulation",
                SimClock.EPOCH_MS - 1000,
                shape.engine(),
                new ValidatorSet(0, validators),
                false,
                observers,
                shape.parameters(),
                contracts,
                List.of(),
                governance);
    }

    /** Those who decide who validates; on a ledger that has governors. They want nothing at first. */
    public SimGovernors governors() {
        if (governors == null) {
            governors = new SimGovernors(this, governorsSeed);
        }
        return governors;
    }

    /** Whether nobody ever wanted another validator, or all such wishes are in force on every honest node that is up. */
    boolean areWishesDone() {
        return governors == null || governors.areDone();
    }

    /** How many wishes are not in force yet. */
    int wishes() {
        return governors == null ? 0 : governors.wishes();
    }

    /** The ledger's beginning. */
    public Genesis genesis() {
        return genesis;
    }

    /** What it was made of. */
    public Shape shape() {
        return shape;
    }

    /** The signatures in use. */
    public SimCrypto crypto() {
        return crypto;
    }

    /** Time. */
    public SimScheduler scheduler() {
        return scheduler;
    }

    /** The network. */
    public SimNetwork network() {
        return network;
    }

    /** The checks. */
    public SimChecks checks() {
        return checks;
    }

    /** The record of what happens. */
    public SimTrace trace() {
        return trace;
    }

    /** The machine with a number. */
    public SimMachine machine(int number) {
        return machines.get(number);
    }

    /** All machines. */
    public List<SimMachine> machines() {
        return Collections.unmodifiableList(machines);
    }

    /** Machines whose nodes are honest and up. */
    public List<SimMachine> running() {
        return machines.stream()
                .filter(machine -> machine.isUp() && checks.isHonest(machine.number()))
                .toList();
    }

    /** Starts the node on a machine that is down; does nothing when it is up. */
    public void start(int number) {
        SimMachine machine = machine(number);
        if (machine.runtime() != null) {
            return;
        }
        SimRuntime life = new SimRuntime(
                number, scheduler, machine.clock(), chance.nextLong(), trace, (node, fault) -> taskFailed(node, fault));
        machine.begin(life);
        life.enter(SimTrace.Kind.START, machine.lives(), () -> machine.opened(life, open(machine, life)));
        if (machine.isUp() && checks.isHonest(number)) {
            checks.opened(number, machine.ledger().head().height());
        } else if (!life.isAlive()) {
            crash(number);
        }
    }

    private Ledger open(SimMachine machine, SimRuntime life) {
        int keys = machine.identity();
        return nodes.open(new SimNodes.Parts(
                machine.number(),
                checks.isHonest(machine.number()),
                genesis,
                SimCrypto.nodeKey(keys),
                voteKeys(keys),
                machine.disk(),
                new SimTransport(network, machine.number(), life),
                life,
                crypto,
                villainOn(machine.number()),
                probe));
    }

    /** An observer may become a validator, and a key may be replaced, where there are governors. */
    private List<Signer> voteKeys(int identity) {
        Signer first = crypto.validator(identity);
        return genesis.governance().isPresent() ? List.of(first, spareKey(identity)) : List.of(first);
    }

    /** The key that replaces a validator's first one, and is replaced by it. */
    Signer spareKey(int identity) {
        return crypto.validator(FIRST_SPARE_KEY + identity);
    }

    /** Whether a machine keeps the rules, and nobody else has its keys. */
    public boolean isHonest(int machine) {
        return checks.isHonest(machine);
    }

    /** The node that runs on a machine. */
    public NodeId nodeOf(int machine) {
        return new NodeId(SimCrypto.nodeKey(identityOf(machine)).publicKey());
    }

    private Optional<String> villainOn(int machine) {
        int villain = machine - shape.twins();
        return villain >= 0 && villain < shape.villains().size()
                ? Optional.of(shape.villains().get(villain))
                : Optional.empty();
    }

    /** Lets a listener hear of what the engines of nodes that are started from now on do. */
    public void setProbe(SimProbe listener) {
        probe = listener;
        checks.setProbe(listener);
    }

    /** Who listens, or null. */
    SimProbe probe() {
        return probe;
    }

    /** Starts every node that is down. */
    public void startAll() {
        machines.forEach(machine -> start(machine.number()));
    }

    /** Ends the node on a machine without warning; what is on its disk stays. */
    public void crash(int number) {
        SimMachine machine = machine(number);
        if (machine.runtime() != null) {
            trace.record(scheduler.now(), number, SimTrace.Kind.CRASH, machine.lives());
            machine.end();
            network.closed(number);
        }
    }

    /** Lets a write that is still to come take the node down; see {@link SimDisk}. */
    public void crashDuring(int number, SimDisk.Target target, int writesToSkip) {
        machine(number).disk().crashDuring(target, writesToSkip, () -> crash(number));
    }

    /** Empties the disk of a machine, whose node goes down first. */
    public void wipe(int number) {
        crash(number);
        machine(number).disk().wipe();
        checks.wiped(number);
    }

    /** Keeps a copy of a machine's disk, for {@link #restore}. */
    public void backUp(int number) {
        machine(number).disk().backUp();
        checks.backedUp(number);
    }

    /** Puts the copy of a machine's disk in place of it; its node goes down first. */
    public void restore(int number) {
        crash(number);
        machine(number).disk().restore();
        checks.restored(number);
    }

    /** Takes the newest records of a machine's vote journal away; its node goes down first. */
    public void forget(int number, int records) {
        crash(number);
        machine(number).disk().forget(records);
        checks.forgot(number);
    }

    /** Blocks everything between machines of different groups; machines in no group reach nobody. */
    public void partition(boolean abrupt, int[]... groups) {
        int[] groupOf = new int[machines.size()];
        Arrays.setAll(groupOf, i -> -1 - i);
        for (int group = 0; group < groups.length; group++) {
            for (int machine : groups[group]) {
                groupOf[machine] = group;
            }
        }
        for (int a = 0; a < machines.size(); a++) {
            for (int b = 0; b < machines.size(); b++) {
                network.link(a, b).setBlocked(groupOf[a] != groupOf[b]);
            }
        }
        network.linksChanged(abrupt);
    }

    /**
     * Puts every machine into one of two worlds, as chance has it, and machines that share keys into different ones.
     * Traitors reach only those of their own world, so that each honest machine meets one of two twins. To be done after
     * links were healed, and again from time to time so that both keep up with the ledger.
     *
     * @param apart whether honest machines of different worlds do not reach each other either
     */
    public void separateTwins(boolean apart) {
        if (shape.twins() == 0) {
            return;
        }
        int first = shape.validators() + shape.observers();
        boolean[] world = new boolean[machines.size()];
        boolean conspire = chance.nextInt(checks.expectsForks() ? 4 : 2) > 0; // all copies in one world
        for (int machine = 0; machine < world.length; machine++) {
            boolean drawn = chance.nextBoolean() && !(conspire && machine < shape.twins());
            world[machine] = machine >= first ? !world[machine - first] : drawn;
        }
        for (int a = 0; a < world.length; a++) {
            for (int b = 0; b < world.length; b++) {
                boolean honestPair = checks.isHonest(a) && checks.isHonest(b);
                if (world[a] != world[b] && (apart || !honestPair)) {
                    network.link(a, b).setBlocked(true);
                }
            }
        }
    }

    /** Takes all faults of the network away. */
    public void healNetwork() {
        for (int a = 0; a < machines.size(); a++) {
            for (int b = 0; b < machines.size(); b++) {
                network.link(a, b).heal();
            }
        }
        network.linksChanged(true);
    }

    /** Lets time pass; ends early at a violation. */
    public void run(long nanos) {
        runUntil(() -> false, nanos);
    }

    /**
     * Goes on until a condition holds.
     *
     * @return whether it held within the time and without a violation
     */
    public boolean runUntil(BooleanSupplier condition, long nanos) {
        boolean held = scheduler.runUntil(() -> isOver() || condition.getAsBoolean(), nanos);
        return held && checks.violations().isEmpty();
    }

    private boolean isOver() {
        if (scheduler.steps() >= nextHealthCheck) {
            nextHealthCheck = scheduler.steps() + HEALTH_EVERY * machines.size();
            checkHealth();
            if (scheduler.steps() > maxSteps) {
                checks.violation("the simulation does not come to an end");
            }
        }
        return !checks.violations().isEmpty() || checks.isForked();
    }

    /** Sets how many steps a run may take before it counts as one that never ends. */
    public void setMaxSteps(long steps) {
        maxSteps = steps;
    }

    /** No honest node may have failed, unless its disk did, or there may be forks and it has met another branch. */
    void checkHealth() {
        for (SimMachine machine : running()) {
            if (machine.ledger().health() instanceof Health.Failed failed
                    && !machine.disk().hasFailed()) {
                if (checks.expectsForks()
                        && failed.failure() instanceof Health.Failure.Diverged other
                        && other.what().equals("final block")) {
                    checks.diverged(other.height());
                } else {
                    checks.violation("n" + machine.number() + " has failed: " + failed.failure());
                }
            }
        }
    }

    private void taskFailed(int node, Throwable fault) {
        if (!machine(node).disk().hasFailed()) {
            java.io.StringWriter text = new java.io.StringWriter();
            fault.printStackTrace(new java.io.PrintWriter(text));
            checks.violation("a task of n" + node + " threw " + text);
        }
    }
}
