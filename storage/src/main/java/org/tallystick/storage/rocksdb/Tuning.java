package org.tallystick.storage.rocksdb;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;
import org.tallystick.spi.storage.Column;

/** The settings of RocksDB for a node that is a guest in somebody else's process. */
final class Tuning {
    private static final long MIB = 1L << 20;
    private static final double BLOOM_BITS_PER_KEY = 10;

    private final RocksDbOptions options;
    private final Natives natives;
    private final Cache cache;
    private final BloomFilter bloom;

    Tuning(RocksDbOptions options, Natives natives) {
        this.options = options;
        this.natives = natives;
        this.cache = natives.own(new LRUCache(options.blockCacheBytes()));
        this.bloom = natives.own(new BloomFilter(BLOOM_BITS_PER_KEY));
    }

    DBOptions database() {
        return natives.own(new DBOptions())
                .setCreateIfMissing(true)
                .setParanoidChecks(true)
                // A log whose tail was being written when the machine stopped is read up to there: what was being
                // written was never reported durable. Damage further up also ends it there; the node fetches the
                // blocks that are then missing from its peers.
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                // Writing over an old log spares the file system a new size, and so a second write, at each sync.
                .setRecycleLogFileNum(RECYCLED_LOGS)
                .setMaxTotalWalSize(2 * options.writeBufferBytes())
                .setDbWriteBufferSize(options.writeBufferBytes())
                .setMaxBackgroundJobs(options.backgroundJobs())
                .setMaxOpenFiles(options.maxOpenFiles())
                .setMaxFileOpeningThreads(2)
                .setMaxManifestFileSize(8 * MIB)
                .setManifestPreallocationSize(64 << 10)
                // Nothing runs by the clock: an idle node writes nothing.
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(MIB)
                .setKeepLogFileNum(2);
    }

    /** The number of write-ahead logs kept to be written over. */
    private static final int RECYCLED_LOGS = 1;

    ColumnFamilyOptions column(Column column) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(isReadAtRandom(column) ? 4 << 10 : 8 << 10)
                .setIndexType(IndexType.kBinarySearch)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        if (isReadAtRandom(column)) {
            table.setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
        }
        if (isLookedUpInVain(column)) {
            table.setFilterPolicy(bloom);
        }
        return plain().setTableFormatConfig(table)
                .setCompressionType(
                        isRandom(column) ? CompressionType.NO_COMPRESSION : CompressionType.LZ4_COMPRESSION);
    }

    /** For column families that this module knows nothing about. */
    ColumnFamilyOptions plain() {
        return natives.own(new ColumnFamilyOptions())
                .setWriteBufferSize(options.writeBufferBytes() / 2)
                .setMaxWriteBufferNumber(2)
                .setArenaBlockSize(256 << 10)
                .setMaxBytesForLevelBase(64 * MIB)
                .setTargetFileSizeBase(16 * MIB);
    }

    /** Columns of which single keys are read all the time, anywhere. */
    private static boolean isReadAtRandom(Column column) {
        return switch (column) {
            case STATE, LEAVES -> true;
            case META,
                    HEADERS,
                    BODIES,
                    CERTIFICATES,
                    RECEIPTS,
                    TRANSACTIONS,
                    BLOCK_HASHES,
                    EVIDENCE,
                    HISTORY,
                    BUCKETS,
                    SNAPSHOT,
                    OLD_STATE -> false;
        };
    }

    /** Columns of which keys are asked for that are mostly not there. */
    private static boolean isLookedUpInVain(Column column) {
        return switch (column) {
            case TRANSACTIONS, BLOCK_HASHES, STATE, EVIDENCE -> true;
            case META, HEADERS, BODIES, CERTIFICATES, RECEIPTS, HISTORY, LEAVES, BUCKETS, SNAPSHOT, OLD_STATE -> false;
        };
    }

    /** Columns that hold hashes and little else, so that compressing them is work for nothing. */
    private static boolean isRandom(Column column) {
        return switch (column) {
            case TRANSACTIONS, BLOCK_HASHES, HISTORY, LEAVES, BUCKETS -> true;
            case META, HEADERS, BODIES, CERTIFICATES, RECEIPTS, STATE, EVIDENCE, SNAPSHOT, OLD_STATE -> false;
        };
    }
}
