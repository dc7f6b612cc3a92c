package org.tallystick.examples.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Head;
import org.tallystick.api.Ledger;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.ProofResult;
import org.tallystick.api.TransactionStatus;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenKeys;
import org.tallystick.contract.token.TokenQuery;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.SignedTransaction;

/** Answers people who ask a node with curl or a browser, read-only, on the loopback address. */
final class NodeHttp implements AutoCloseable {
    private final Ledger ledger;
    private final ControlHandler reports;
    private final ExecutorService workers;
    private final HttpServer server;

    NodeHttp(Ledger ledger, ControlHandler reports, ExecutorService workers, int port) throws IOException {
        this.ledger = ledger;
        this.reports = reports;
        this.workers = workers;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    }

    void start() {
        server.createContext("/", this::handle);
        server.setExecutor(workers);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            Object answer;
            try {
                Optional<?> found = exchange.getRequestMethod().equals("GET")
                        ? answer(exchange.getRequestURI().getPath().split("/"))
                        : Optional.empty();
                status = found.isPresent() ? 200 : 404;
                answer = found.isPresent() ? found.get() : Map.of("error", "not found", "try", paths());
            } catch (IllegalArgumentException e) {
                status = 400;
                answer = Map.of("error", String.valueOf(e.getMessage()));
            } catch (Exception e) {
                status = 500;
                answer = Map.of("error", e.toString());
            }
            boolean file = answer instanceof Bytes;
            byte[] body = answer instanceof Bytes proof
                    ? proof.toArray()
                    : (Json.MAPPER.writeValueAsString(answer) + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", file ? "application/octet-stream" : "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** What can be asked, for people. */
    static List<String> paths() {
        return List.of(
                "/health",
                "/head",
                "/peers",
                "/block/HEIGHT",
                "/tx/TRANSACTION_ID",
                "/balance/ASSET_ID/ACCOUNT_ID",
                "/supply/ASSET_ID",
                "/proof/block/HEIGHT",
                "/proof/tx/TRANSACTION_ID",
                "/proof/balance/ASSET_ID/ACCOUNT_ID");
    }

    private Optional<?> answer(String[] path) throws Exception {
        String what = path.length > 1 ? path[1] : "";
        return switch (what + "/" + Math.max(0, path.length - 2)) {
            case "health/0" -> Optional.of(health());
            case "head/0" -> Optional.of(describe(ledger.head()));
            case "peers/0" -> Optional.of(peers());
            case "block/1" -> await(ledger.block(Long.parseLong(path[2]))).map(NodeHttp::describe);
            case "tx/1" -> transaction(Hash.fromHex(path[2]));
            case "balance/2" ->
                Optional.of(Map.of(
                        "balance", amount(TokenQuery.balance(Hash.fromHex(path[2]), AccountId.fromHex(path[3])))));
            case "supply/1" -> Optional.of(Map.of("supply", amount(TokenQuery.supply(Hash.fromHex(path[2])))));
            case "proof/2", "proof/3" -> proof(path);
            default -> Optional.empty();
        };
    }

    /** A proof as a file for verify.sh, or why there is none. */
    private Optional<Object> proof(String[] path) throws Exception {
        ProofRequest request = switch (path[2] + "/" + (path.length - 3)) {
            case "block/1" -> ProofRequest.block(Long.parseLong(path[3]));
            case "tx/1" -> ProofRequest.transaction(Hash.fromHex(path[3]));
            case "balance/2" ->
                ProofRequest.value(
                        TokenContract.ID, TokenKeys.balance(Hash.fromHex(path[3]), AccountId.fromHex(path[4])));
            default -> null;
        };
        if (request == null) {
            return Optional.empty();
        }
        ProofResult result = await(ledger.prove(request));
        return Optional.of(
                result instanceof ProofResult.Made made ? made.proof().toBytes() : Map.of("error", result.toString()));
    }

    private Map<String, Object> health() {
        NodeReport report = reports.report();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("running", report.running());
        fields.put("state", report.health());
        fields.put("height", report.height());
        fields.put("peers", report.peers());
        fields.put("node", ledger.nodeId().toString());
        fields.put("chain", ledger.chainId().toHex());
        return fields;
    }

    private List<Map<String, Object>> peers() {
        return ledger.peers().stream()
                .map(peer -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("node", peer.id().toString());
                    fields.put("address", peer.address());
                    fields.put("inbound", peer.inbound());
                    fields.put("bytes_sent", peer.bytesSent());
                    fields.put("bytes_received", peer.bytesReceived());
                    return fields;
                })
                .toList();
    }

    private static Map<String, Object> describe(Head head) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("height", head.height());
        fields.put("hash", head.hash().toHex());
        fields.put("state_root", head.stateRoot().toHex());
        fields.put("timestamp", head.timestamp());
        return fields;
    }

    private static Map<String, Object> describe(FinalBlock block) {
        BlockSummary summary = ControlHandler.summary(block);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("height", summary.height());
        fields.put("hash", summary.hash().toHex());
        fields.put("parent", summary.parent().toHex());
        fields.put("state_root", summary.stateRoot().toHex());
        fields.put("timestamp", block.block().header().timestamp());
        fields.put("proposer", block.block().header().proposer().toString());
        fields.put(
                "transactions",
                summary.entries().stream().map(entry -> entry.id().toHex()).toList());
        return fields;
    }

    private Optional<Map<String, Object>> transaction(Hash id) throws Exception {
        TransactionStatus status = await(ledger.status(id));
        if (!(status instanceof TransactionStatus.Final done)) {
            return Optional.of(Map.of("status", status.getClass().getSimpleName()));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", "Final");
        fields.put("height", done.receipt().height());
        fields.put("index", done.receipt().index());
        fields.put("outcome", done.receipt().outcome().toString());
        Optional<SignedTransaction> transaction = await(ledger.transaction(id));
        transaction.ifPresent(found -> {
            fields.put("sender", found.body().sender().toString());
            fields.put("lane", found.body().lane());
            fields.put("sequence", found.body().sequence());
            fields.put("contract", found.body().contract().name());
            fields.put("call", found.body().call().toHex());
        });
        return Optional.of(fields);
    }

    private long amount(Bytes query) throws Exception {
        return ControlHandler.amount(await(ledger.query(TokenContract.ID, query)));
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
