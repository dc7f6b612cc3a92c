package org.tallystick.storage.rocksdb;

/**
 * How much of its host a {@link RocksDbStorage} may take. There is nothing to set about durability: a commit is synced
 * before it returns, always.
 *
 * @param writeBufferBytes memory for what was committed and is not in sorted files yet, over all columns; 4 MiB to 64
 *     MiB. The write-ahead log is kept below about twice this
 * @param blockCacheBytes memory for blocks, indexes and filters of sorted files that were read; 1 MiB to 64 GiB
 * @param maxOpenFiles sorted files kept open at once; 32 to 65,536
 * @param backgroundJobs flushes and compactions at once; 1 to 16. They run on threads that RocksDB shares among all
 *     databases of the process, as many as the largest such number asked for, and that it never ends
 */
public record RocksDbOptions(long writeBufferBytes, long blockCacheBytes, int maxOpenFiles, int backgroundJobs) {
    private static final long MIB = 1L << 20;

    /** Checks the bounds. */
    public RocksDbOptions {
        require("writeBufferBytes", writeBufferBytes, 4 * MIB, 64 * MIB);
        require("blockCacheBytes", blockCacheBytes, MIB, 64L * 1024 * MIB);
        require("maxOpenFiles", maxOpenFiles, 32, 65_536);
        require("backgroundJobs", backgroundJobs, 1, 16);
    }

    /** What suits a node embedded in a service: 16 MiB of write buffers, 32 MiB of cache, 256 files, 2 jobs. */
    public static RocksDbOptions defaults() {
        return new RocksDbOptions(16 * MIB, 32 * MIB, 256, 2);
    }

    /** The same with another size of the block cache. */
    public RocksDbOptions withBlockCacheBytes(long bytes) {
        return new RocksDbOptions(writeBufferBytes, bytes, maxOpenFiles, backgroundJobs);
    }

    /** The same with another size of the write buffers. */
    public RocksDbOptions withWriteBufferBytes(long bytes) {
        return new RocksDbOptions(bytes, blockCacheBytes, maxOpenFiles, backgroundJobs);
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + value);
        }
    }
}
