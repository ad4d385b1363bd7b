// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;


import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IMemoryBlockExtension;
import org.eclipse.debug.core.model.IMemoryBlockRetrieval;
import org.eclipse.debug.core.model.MemoryByte;
import org.eclipse.osgi.util.NLS;

/** The linear address space as the processor sees it where it is stopped; unmapped bytes are shown as such. */
public final class LinearMemoryBlock extends HypervisorDebugElement implements IMemoryBlockExtension {

    private static final BigInteger ADDRESS_LIMIT = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int TIMEOUT_SECONDS = 5;
    private static final byte PRESENT = MemoryByte.READABLE | MemoryByte.WRITABLE | MemoryByte.ENDIANESS_KNOWN;

    private final String expression;
    private final BigInteger base;
    private final Set<Object> clients = ConcurrentHashMap.newKeySet();

    LinearMemoryBlock(HypervisorTarget target, String expression, long address) {
        super(target);
        this.expression = expression;
        this.base = new BigInteger(Long.toUnsignedString(address));
    }

    @Override
    public String getExpression() {
        return expression;
    }

    @Override
    public BigInteger getBigBaseAddress() {
        return base;
    }

    @Override
    public BigInteger getMemoryBlockStartAddress() {
        return BigInteger.ZERO;
    }

    @Override
    public BigInteger getMemoryBlockEndAddress() {
        return ADDRESS_LIMIT;
    }

    @Override
    public BigInteger getBigLength() {
        return BigInteger.valueOf(-1);
    }

    @Override
    public int getAddressSize() {
        return 8;
    }

    @Override
    public boolean supportBaseAddressModification() {
        return false;
    }

    @Override
    public boolean supportsChangeManagement() {
        return false;
    }

    @Override
    public void setBaseAddress(BigInteger address) throws DebugException {
        throw failure(Messages.LinearMemoryBlock_fixedBase, null);
    }

    @Override
    public MemoryByte[] getBytesFromOffset(BigInteger unitOffset, long addressableUnits) throws DebugException {
        return getBytesFromAddress(base.add(unitOffset), addressableUnits);
    }

    @Override
    public MemoryByte[] getBytesFromAddress(BigInteger address, long units) throws DebugException {
        byte[] bytes = new byte[(int) units];
        boolean[] readable = new boolean[(int) units];
        await(hypervisorTarget().query(machine -> {
            int done = 0;
            while (done < bytes.length) {
                long linear = address.longValue() + done;
                int read = machine.processor().peek(linear, bytes, done, bytes.length - done);
                Arrays.fill(readable, done, done + read, true);
                done += read;
                if (done < bytes.length) { // skip to the next page
                    long next = (linear + read | 0xFFF) + 1;
                    done += (int) Math.min(bytes.length - done, next - (linear + read));
                }
            }
            return null;
        }));
        MemoryByte[] result = new MemoryByte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = new MemoryByte(bytes[i], readable[i] ? PRESENT : MemoryByte.ENDIANESS_KNOWN);
        }
        return result;
    }

    @Override
    public void setValue(BigInteger offset, byte[] bytes) throws DebugException {
        long linear = base.add(offset).longValue();
        boolean written = await(hypervisorTarget()
                .query(machine -> machine.processor().poke(linear, bytes, 0, bytes.length)));
        if (!written) {
            throw failure(NLS.bind(Messages.LinearMemoryBlock_notWritten, Long.toHexString(linear)), null);
        }
        hypervisorTarget().refresh();
        fireChangeEvent(DebugEvent.CONTENT);
    }

    /** Waits for an answer. The platform reads memory in background jobs. */
    private static <T> T await(CompletableFuture<T> answer) throws DebugException {
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw failure(Messages.LinearMemoryBlock_running, refused.getCause());
        } catch (TimeoutException busy) {
            throw failure(Messages.LinearMemoryBlock_running, busy);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(Messages.LinearMemoryBlock_running, interrupted);
        }
    }

    @Override
    public void connect(Object client) {
        clients.add(client);
    }

    @Override
    public void disconnect(Object client) {
        clients.remove(client);
    }

    @Override
    public Object[] getConnections() {
        return clients.toArray();
    }

    @Override
    public void dispose() {
        clients.clear();
    }

    @Override
    public IMemoryBlockRetrieval getMemoryBlockRetrieval() {
        return hypervisorTarget();
    }

    @Override
    public int getAddressableSize() {
        return 1;
    }

    @Override
    public long getStartAddress() {
        return base.longValue();
    }

    @Override
    public long getLength() {
        return -1;
    }

    @Override
    public byte[] getBytes() {
        return new byte[0];
    }

    @Override
    public boolean supportsValueModification() {
        return hypervisorTarget().cpu().isSuspended();
    }

    @Override
    public void setValue(long offset, byte[] bytes) throws DebugException {
        setValue(BigInteger.valueOf(offset), bytes);
    }
}
