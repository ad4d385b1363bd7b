// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.memory;

import java.util.Arrays;

/**
 * Guest-physical memory from address 0 to {@link #size()}, with memory-mapped device regions laid over it. Pages are
 * allocated when they are first written (or entered in a TLB), so that a large memory costs only what is touched.
 * Reads of absent memory give all ones and writes to it are dropped, as on an undecoded bus.
 *
 * <p>Bytes that the processor has decoded are marked; a write to a marked byte tells the {@link CodeWriteListener}.
 * Not thread-safe: belongs to the machine's thread.
 */
public final class PhysicalMemory {

    /** Page size in bytes. */
    public static final int PAGE_SIZE = 4096;
    /** Mask of the offset in a page. */
    public static final int PAGE_MASK = PAGE_SIZE - 1;

    private static final int CHUNK_SHIFT = 21;
    private static final int PAGES_PER_CHUNK = 1 << CHUNK_SHIFT - 12;

    /** 2 MiB of pages with their bookkeeping. */
    private static final class Chunk {
        final byte[][] pages = new byte[PAGES_PER_CHUNK][];
        /** Per page a bitmap with one bit for each byte that is decoded code, or null. */
        final long[][] code = new long[PAGES_PER_CHUNK][];
        /** Pages that were handed out for writing since the last {@link PhysicalMemory#clearDirty()}. */
        final long[] dirty = new long[PAGES_PER_CHUNK / 64];
    }

    private final long size;
    private final Chunk[] chunks;
    private MmioRegion[] regions = {};
    /** No region lies below this address. */
    private long firstRegion = Long.MAX_VALUE;
    private CodeWriteListener codeWriteListener = (address, length) -> {
    };

    /**
     * Creates zero-filled memory.
     *
     * @param size in bytes, a positive multiple of the page size
     */
    public PhysicalMemory(long size) {
        if (size <= 0 || (size & PAGE_MASK) != 0 || size > 1L << 40) {
            throw new IllegalArgumentException("Memory size " + size + " is not a multiple of 4 KiB up to 1 TiB");
        }
        this.size = size;
        chunks = new Chunk[(int) ((size + (1L << CHUNK_SHIFT) - 1) >>> CHUNK_SHIFT)];
    }

    /** Bytes of memory. */
    public long size() {
        return size;
    }

    /** Lays a device region over the memory. */
    public void addRegion(MmioRegion region) {
        regions = Arrays.copyOf(regions, regions.length + 1);
        regions[regions.length - 1] = region;
        regionsChanged();
    }

    /** To be called when a region has moved, appeared or disappeared. Translations must then be flushed. */
    public void regionsChanged() {
        firstRegion = Long.MAX_VALUE;
        for (MmioRegion region : regions) {
            if (region.length() > 0) {
                firstRegion = Math.min(firstRegion, region.start());
            }
        }
    }

    /** Sets the one listener for writes to decoded code. */
    public void setCodeWriteListener(CodeWriteListener listener) {
        codeWriteListener = listener;
    }

    /** The device region that contains {@code address}, or null. */
    public MmioRegion regionAt(long address) {
        if (address < firstRegion) {
            return null;
        }
        for (MmioRegion region : regions) {
            if (address >= region.start() && address - region.start() < region.length()) {
                return region;
            }
        }
        return null;
    }

    /** Whether {@code address} is backed by memory (and not covered by a device). */
    public boolean isRam(long address) {
        return address >= 0 && address < size && regionAt(address) == null;
    }

    /**
     * The page that contains {@code address} for direct reading, allocated if need be.
     *
     * @return 4096 bytes, or null if there is no memory
     */
    public byte[] pageForRead(long address) {
        return isRam(address) ? allocate(address) : null;
    }

    /**
     * The page that contains {@code address} for direct writing; counts as dirty from now on. The caller must not
     * write to bytes of it that are marked as code.
     *
     * @return 4096 bytes, or null if there is no memory
     */
    public byte[] pageForWrite(long address) {
        if (!isRam(address)) {
            return null;
        }
        int page = pageInChunk(address);
        byte[] bytes = allocate(address);
        chunks[(int) (address >>> CHUNK_SHIFT)].dirty[page >>> 6] |= 1L << page;
        return bytes;
    }

    private static int pageInChunk(long address) {
        return (int) (address >>> 12) & PAGES_PER_CHUNK - 1;
    }

    private byte[] allocate(long address) {
        int index = (int) (address >>> CHUNK_SHIFT);
        Chunk chunk = chunks[index];
        if (chunk == null) {
            chunk = new Chunk();
            chunks[index] = chunk;
        }
        int page = pageInChunk(address);
        byte[] bytes = chunk.pages[page];
        if (bytes == null) {
            bytes = new byte[PAGE_SIZE];
            chunk.pages[page] = bytes;
        }
        return bytes;
    }

    private byte[] existing(long address) {
        Chunk chunk = chunks[(int) (address >>> CHUNK_SHIFT)];
        return chunk == null ? null : chunk.pages[pageInChunk(address)];
    }

    // ---- code marking

    /**
     * Marks bytes as decoded code.
     *
     * @return whether the page had no marked byte before
     */
    public boolean markCode(long address, int length) {
        if (!isRam(address)) {
            return false;
        }
        allocate(address);
        Chunk chunk = chunks[(int) (address >>> CHUNK_SHIFT)];
        int page = pageInChunk(address);
        long[] map = chunk.code[page];
        boolean first = map == null;
        if (first) {
            map = new long[PAGE_SIZE / 64];
            chunk.code[page] = map;
        }
        int offset = (int) address & PAGE_MASK;
        for (int i = offset; i < offset + length; i++) {
            map[i >>> 6] |= 1L << i;
        }
        return first;
    }

    /** Forgets the marks of the page that contains {@code address}. */
    public void clearCode(long address) {
        if (address >= 0 && address < size) {
            Chunk chunk = chunks[(int) (address >>> CHUNK_SHIFT)];
            if (chunk != null) {
                chunk.code[pageInChunk(address)] = null;
            }
        }
    }

    /** The page's map of decoded bytes, one bit each, or null if it has none. */
    public long[] codeMap(long address) {
        if (address < 0 || address >= size) {
            return null;
        }
        Chunk chunk = chunks[(int) (address >>> CHUNK_SHIFT)];
        return chunk == null ? null : chunk.code[pageInChunk(address)];
    }

    private void written(long address, int length) {
        Chunk chunk = chunks[(int) (address >>> CHUNK_SHIFT)];
        int page = pageInChunk(address);
        chunk.dirty[page >>> 6] |= 1L << page;
        long[] map = chunk.code[page];
        if (map != null) {
            int offset = (int) address & PAGE_MASK;
            for (int i = offset; i < offset + length; i++) {
                if ((map[i >>> 6] >>> i & 1) != 0) {
                    codeWriteListener.codeWritten(address, length);
                    return;
                }
            }
        }
    }

    // ---- dirty tracking

    /** Whether the page that contains {@code address} may have been written since the last {@link #clearDirty()}. */
    public boolean isDirty(long address) {
        Chunk chunk = chunks[(int) (address >>> CHUNK_SHIFT)];
        int page = pageInChunk(address);
        return chunk != null && (chunk.dirty[page >>> 6] >>> page & 1) != 0;
    }

    /** Starts a new round of dirty tracking. The caller must flush its TLBs' write entries. */
    public void clearDirty() {
        for (Chunk chunk : chunks) {
            if (chunk != null) {
                Arrays.fill(chunk.dirty, 0);
            }
        }
    }

    /** Bytes of host memory that guest pages occupy. */
    public long allocatedBytes() {
        long pages = 0;
        for (Chunk chunk : chunks) {
            if (chunk != null) {
                for (byte[] page : chunk.pages) {
                    if (page != null) {
                        pages++;
                    }
                }
            }
        }
        return pages * PAGE_SIZE;
    }

    // ---- access by physical address

    /** Reads {@code bytes} (1, 2, 4 or 8) bytes; the access may cross a page. */
    public long readSized(long address, int bytes) {
        int offset = (int) address & PAGE_MASK;
        if (offset + bytes > PAGE_SIZE) {
            long value = 0;
            for (int i = 0; i < bytes; i++) {
                value |= readSized(address + i, 1) << 8 * i;
            }
            return value;
        }
        MmioRegion region = address < firstRegion ? null : regionAt(address);
        if (region != null) {
            return region.read(address - region.start(), bytes);
        }
        if (address < 0 || address >= size) {
            return bytes == 8 ? -1L : (1L << 8 * bytes) - 1;
        }
        byte[] page = existing(address);
        if (page == null) {
            return 0;
        }
        return switch (bytes) {
        case 1 -> Bytes.get8(page, offset);
        case 2 -> Bytes.get16(page, offset);
        case 4 -> Bytes.get32(page, offset) & 0xFFFF_FFFFL;
        default -> Bytes.get64(page, offset);
        };
    }

    /** Writes the low {@code bytes} (1, 2, 4 or 8) bytes of {@code value}; the access may cross a page. */
    public void writeSized(long address, int bytes, long value) {
        int offset = (int) address & PAGE_MASK;
        if (offset + bytes > PAGE_SIZE) {
            for (int i = 0; i < bytes; i++) {
                writeSized(address + i, 1, value >>> 8 * i & 0xFF);
            }
            return;
        }
        MmioRegion region = address < firstRegion ? null : regionAt(address);
        if (region != null) {
            region.write(address - region.start(), bytes, value);
            return;
        }
        if (address < 0 || address >= size) {
            return;
        }
        byte[] page = allocate(address);
        switch (bytes) {
        case 1 -> Bytes.set8(page, offset, (int) value);
        case 2 -> Bytes.set16(page, offset, (int) value);
        case 4 -> Bytes.set32(page, offset, (int) value);
        default -> Bytes.set64(page, offset, value);
        }
        written(address, bytes);
    }

    /** Unsigned byte at a physical address. */
    public int read8(long address) {
        return (int) readSized(address, 1);
    }

    /** Unsigned 16-bit value at a physical address. */
    public int read16(long address) {
        return (int) readSized(address, 2);
    }

    /** 32-bit value at a physical address. */
    public int read32(long address) {
        return (int) readSized(address, 4);
    }

    /** 64-bit value at a physical address. */
    public long read64(long address) {
        return readSized(address, 8);
    }

    /** Writes 8 bits. */
    public void write8(long address, int value) {
        writeSized(address, 1, value & 0xFF);
    }

    /** Writes 16 bits. */
    public void write16(long address, int value) {
        writeSized(address, 2, value & 0xFFFF);
    }

    /** Writes 32 bits. */
    public void write32(long address, int value) {
        writeSized(address, 4, value & 0xFFFF_FFFFL);
    }

    /** Writes 64 bits. */
    public void write64(long address, long value) {
        writeSized(address, 8, value);
    }

    /** Copies memory out. Device regions are not read: their bytes and absent memory give FFh. */
    public void read(long address, byte[] buffer, int offset, int length) {
        int done = 0;
        while (done < length) {
            long at = address + done;
            int inPage = (int) at & PAGE_MASK;
            int part = Math.min(length - done, PAGE_SIZE - inPage);
            if (isRam(at)) {
                byte[] page = existing(at);
                if (page == null) {
                    Arrays.fill(buffer, offset + done, offset + done + part, (byte) 0);
                } else {
                    System.arraycopy(page, inPage, buffer, offset + done, part);
                }
            } else {
                Arrays.fill(buffer, offset + done, offset + done + part, (byte) 0xFF);
            }
            done += part;
        }
    }

    /** Copies {@code buffer.length} bytes out. */
    public void read(long address, byte[] buffer) {
        read(address, buffer, 0, buffer.length);
    }

    /** Copies bytes in. Device regions and absent memory are skipped. */
    public void write(long address, byte[] buffer, int offset, int length) {
        int done = 0;
        while (done < length) {
            long at = address + done;
            int inPage = (int) at & PAGE_MASK;
            int part = Math.min(length - done, PAGE_SIZE - inPage);
            if (isRam(at)) {
                System.arraycopy(buffer, offset + done, allocate(at), inPage, part);
                written(at, part);
            }
            done += part;
        }
    }

    /** Copies the whole buffer in. */
    public void write(long address, byte[] buffer) {
        write(address, buffer, 0, buffer.length);
    }
}
