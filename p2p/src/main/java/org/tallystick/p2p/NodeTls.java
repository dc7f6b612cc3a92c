package org.tallystick.p2p;

import io.netty.handler.ssl.SslHandler;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SelfSignedCertificate;
import org.tallystick.model.NodeId;

/**
 * TLS 1.3 between nodes, on the JDK's own provider. Both sides show a certificate that carries their node key, and TLS
 * proves that they hold its private half; nothing else in a certificate is looked at, least of all its dates. Whether
 * the node behind the key is welcome is decided afterwards, so that it can be told why not.
 */
final class NodeTls {
    private static final Logger LOG = LoggerFactory.getLogger(NodeTls.class);
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String[] CIPHERS = {
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
    };

    private final SSLContext context;
    private final Executor executor;

    /** Identifies this node by its key; the expensive parts of handshakes run on the executor. */
    NodeTls(PrivateKey nodeKey, Executor executor) {
        this.executor = task -> executor.execute(() -> runUnlessClosed(task));
        try {
            context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {new OneKey(nodeKey)}, new TrustManager[] {new AnyNode()}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 11 has TLS 1.3", e);
        }
        // Sessions are never resumed: every connection proves its key anew, and none of them leaves anything behind.
        context.getServerSessionContext().setSessionCacheSize(1);
        context.getServerSessionContext().setSessionTimeout(1);
        context.getClientSessionContext().setSessionCacheSize(1);
        context.getClientSessionContext().setSessionTimeout(1);
    }

    SslHandler newHandler(boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setEnabledCipherSuites(CIPHERS);
        if (!client) {
            engine.setNeedClientAuth(true);
        }
        SslHandler handler = new SslHandler(engine, false, executor);
        handler.setHandshakeTimeoutMillis(0); // the connection has a deadline of its own, which covers more
        handler.setCloseNotifyFlushTimeoutMillis(500);
        return handler;
    }

    /** The node at the other end of a session whose handshake is done. */
    static NodeId peerOf(SSLSession session) throws SSLPeerUnverifiedException, CertificateException {
        return nodeOf((X509Certificate) session.getPeerCertificates()[0]);
    }

    private static NodeId nodeOf(X509Certificate certificate) throws CertificateException {
        return new NodeId(SelfSignedCertificate.publicKeyOf(certificate));
    }

    private static void runUnlessClosed(Runnable task) {
        try {
            task.run();
        } catch (RejectedExecutionException e) {
            LOG.debug("a handshake outlived its transport", e);
        }
    }

    /** Always shows the one certificate. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "node";

        private final java.security.PrivateKey key;
        private final X509Certificate certificate;

        OneKey(PrivateKey nodeKey) {
            this.key = SelfSignedCertificate.toJca(nodeKey);
            this.certificate = SelfSignedCertificate.of(nodeKey);
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public java.security.PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return ALIAS;
        }
    }

    /** Takes any one certificate with a usable Ed25519 key. Being of the extended kind, it is asked about nothing else. */
    private static final class AnyNode extends X509ExtendedTrustManager {
        private static void check(X509Certificate[] chain) throws CertificateException {
            if (chain.length != 1) {
                throw new CertificateException("a node shows exactly one certificate, not " + chain.length);
            }
            nodeOf(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
