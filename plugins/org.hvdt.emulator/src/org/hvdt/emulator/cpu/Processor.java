// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.memory.Bytes;
import org.hvdt.emulator.memory.PageWalker;
import org.hvdt.emulator.memory.PhysicalMemory;
import org.hvdt.emulator.memory.Tlb;

/**
 * One logical processor: its architectural state in primitive fields, memory access through segmentation and paging,
 * and the flags, which are kept lazily. The fields are public because executors and the VMX unit are static code over
 * this state; everything else reads them only while the machine is stopped. Except for {@link #raiseAttention} and
 * {@link #requestStop} nothing here is thread-safe: a processor belongs to the machine's thread.
 */
public final class Processor {

    // ---- register numbers

    /** Index in {@link #gpr}. */
    public static final int RAX = 0;
    /** Index in {@link #gpr}. */
    public static final int RCX = 1;
    /** Index in {@link #gpr}. */
    public static final int RDX = 2;
    /** Index in {@link #gpr}. */
    public static final int RBX = 3;
    /** Index in {@link #gpr}. */
    public static final int RSP = 4;
    /** Index in {@link #gpr}. */
    public static final int RBP = 5;
    /** Index in {@link #gpr}. */
    public static final int RSI = 6;
    /** Index in {@link #gpr}. */
    public static final int RDI = 7;

    /** Index of the segment arrays. */
    public static final int ES = 0;
    /** Index of the segment arrays. */
    public static final int CS = 1;
    /** Index of the segment arrays. */
    public static final int SS = 2;
    /** Index of the segment arrays. */
    public static final int DS = 3;
    /** Index of the segment arrays. */
    public static final int FS = 4;
    /** Index of the segment arrays. */
    public static final int GS = 5;
    /** Index of the segment arrays. */
    public static final int LDTR = 6;
    /** Index of the segment arrays. */
    public static final int TR = 7;

    /** {@link #activityState}: executing instructions. */
    public static final int ACTIVE = 0;
    /** {@link #activityState}: executed HLT. */
    public static final int HALTED = 1;
    /** {@link #activityState}: shut down by a triple fault. */
    public static final int SHUTDOWN = 2;
    /** {@link #activityState}: waiting for a start-up IPI. */
    public static final int WAIT_FOR_SIPI = 3;

    // ---- segment access rights, in the format of the VMCS (SDM volume 3, "Guest Register State")

    /** Type field. */
    public static final int ACCESS_TYPE = 0xF;
    /** Type: accessed (code and data). */
    public static final int ACCESS_ACCESSED = 1;
    /** Type: readable (code), writable (data). */
    public static final int ACCESS_READ_WRITE = 2;
    /** Type: conforming (code), expand-down (data). */
    public static final int ACCESS_CONFORMING_EXPAND_DOWN = 4;
    /** Type: code rather than data. */
    public static final int ACCESS_CODE = 8;
    /** Descriptor is for code or data, not for the system. */
    public static final int ACCESS_S = 1 << 4;
    /** Present. */
    public static final int ACCESS_PRESENT = 1 << 7;
    /** 64-bit code segment. */
    public static final int ACCESS_LONG = 1 << 13;
    /** Default operation size 32 bits, or a 32-bit stack. */
    public static final int ACCESS_DB = 1 << 14;
    /** Granularity 4 KiB. */
    public static final int ACCESS_GRANULARITY = 1 << 15;
    /** The register was loaded with a null selector. */
    public static final int ACCESS_UNUSABLE = 1 << 16;

    // ---- results of run

    /** {@link #run}: the instruction budget is used up. */
    public static final int RUN_BUDGET = 0;
    /** {@link #run}: a stop was requested. */
    public static final int RUN_STOPPED = 1;
    /** {@link #run}: the execution hook stopped before the instruction at {@link #rip}. */
    public static final int RUN_HOOK = 2;
    /** {@link #run}: halted, and neither a timer nor an interrupt that is enabled could wake the processor. */
    public static final int RUN_HALTED = 3;
    /** {@link #run}: shut down by a triple fault; see {@link #faultChain()}. */
    public static final int RUN_SHUTDOWN = 4;

    // ---- general state

    /** General-purpose registers RAX RCX RDX RBX RSP RBP RSI RDI R8 to R15; two spare slots, always zero, follow. */
    public final long[] gpr = new long[18];
    /** Address of the next instruction (offset in CS). */
    public long rip;
    /** Address of the instruction being executed. */
    public long startRip;
    /** The flags other than the six status flags, as in RFLAGS (bit 1 set). Change through {@link #setRflags}. */
    public int eflags = Flags.FIXED;

    /** Visible selectors, indexed ES CS SS DS FS GS LDTR TR. */
    public final int[] selector = new int[8];
    /** Segment bases. */
    public final long[] base = new long[8];
    /** Effective limits in bytes, unsigned. */
    public final int[] limit = new int[8];
    /** Access rights in the VMCS's format. */
    public final int[] access = new int[8];

    /** GDTR base. */
    public long gdtrBase;
    /** GDTR limit, 16 bits. */
    public int gdtrLimit;
    /** IDTR base. */
    public long idtrBase;
    /** IDTR limit, 16 bits. */
    public int idtrLimit;

    /** CR0; change through {@link #setCr0}. */
    public long cr0;
    /** CR2. */
    public long cr2;
    /** CR3; change through {@link #setCr3}. */
    public long cr3;
    /** CR4; change through {@link #setCr4}. */
    public long cr4;
    /** CR8, the task priority. */
    public long cr8;
    /** DR0 to DR3, DR6, DR7 at their numbers; after a change call {@link #debugRegistersChanged}. */
    public final long[] dr = new long[8];
    /** IA32_EFER; change through {@link #setEfer}. */
    public long efer;
    /** XCR0. */
    public long xcr0 = 1;
    /** Current privilege level; follows SS in {@link #updateMode}. */
    public int cpl;

    /** IA32_FS_BASE and IA32_GS_BASE are {@code base[FS]} and {@code base[GS]}; this is IA32_KERNEL_GS_BASE. */
    public long kernelGsBase;
    /** IA32_STAR. */
    public long star;
    /** IA32_LSTAR. */
    public long lstar;
    /** IA32_CSTAR. */
    public long cstar;
    /** IA32_FMASK. */
    public long fmask;
    /** IA32_SYSENTER_CS. */
    public long sysenterCs;
    /** IA32_SYSENTER_ESP. */
    public long sysenterEsp;
    /** IA32_SYSENTER_EIP. */
    public long sysenterEip;
    /** IA32_TSC_AUX. */
    public long tscAux;
    /** IA32_PAT. */
    public long pat = 0x0007_0406_0007_0406L;
    /** x87 control word. */
    public int x87ControlWord = 0x40;
    /** x87 status word. */
    public int x87StatusWord;
    /** Significands of the x87 registers R0 to R7; the MMX registers. */
    public final long[] x87Significand = new long[8];
    /** Sign and exponent of the x87 registers R0 to R7. */
    public final int[] x87SignExponent = new int[8];
    /** Bit n: register Rn is not empty. */
    public int x87Used = 0xFF;
    /** Opcode of the last x87 instruction, 11 bits. */
    public int x87Opcode;
    /** Address of the last x87 instruction, as FXSAVE64 stores it. */
    public long x87InstructionPointer;
    /** Address of the last x87 memory operand, as FXSAVE64 stores it. */
    public long x87DataPointer;
    /** Vector registers: register n is at 4n, least significant quadword first; XMM registers have two of the four. */
    public final long[] vector = new long[64];
    /** MXCSR. */
    public int mxcsr = 0x1F80;
    /** Low half of the vector operand that the current instruction has loaded. */
    long operandLow;
    /** High half of the vector operand that the current instruction has loaded. */
    long operandHigh;
    /** Floating-point arithmetic of the vector instructions. */
    final SoftFloat softFloat = new SoftFloat();
    /** IA32_APIC_BASE. */
    public long apicBase = 0xFEE0_0900L;
    /** IA32_DEBUGCTL. */
    public long debugctl;
    /** Added to virtual time by RDTSC: the result of writes to IA32_TIME_STAMP_COUNTER and IA32_TSC_ADJUST. */
    public long tscOffset;
    /** IA32_TSC_ADJUST. */
    public long tscAdjust;

    // ---- VMX and events

    /** Whether the processor is in VMX non-root operation. */
    public boolean nonRoot;
    /** The VMX unit; set once by the machine before it runs. */
    public VmxOperation vmx;
    /** Blocking of interrupts by STI, ends after one instruction. */
    public boolean blockingBySti;
    /** Blocking of interrupts and debug traps by MOV SS or POP SS, ends after one instruction. */
    public boolean blockingByMovSs;
    /** Blocking of NMIs until IRET. */
    public boolean blockingByNmi;
    /** {@link #ACTIVE}, {@link #HALTED}, {@link #SHUTDOWN} or {@link #WAIT_FOR_SIPI}; change through
     * {@link #setActivityState}. */
    public int activityState;
    /** Debug exceptions to be delivered at the next boundary, in the format of the VMCS field. */
    public long pendingDebugExceptions;
    /** VPID tag of translations; 0 outside VMX non-root operation or without "enable VPID". */
    public int vpid;
    /** EPT pointer in use, 0 without EPT. */
    public long eptp;

    /** Linear address of the last page fault; becomes CR2 when the fault is delivered. */
    public long faultAddress;
    /** DR6 bits of a debug exception on its way to delivery. */
    public long debugCondition;

    // ---- environment

    /** I/O ports. */
    public PortBus ports = PortBus.NONE;
    /** Source of external interrupts. */
    public InterruptController intc = InterruptController.NONE;
    /** The local APIC's registers that are MSRs; null if there is none. */
    public ApicRegisters apic;
    /** Sees every instruction when not null; changed only while stopped or from the machine's thread. */
    public ExecutionHook hook;
    /** Receives notifications. */
    public MachineEvents events = MachineEvents.NONE;
    /** Virtual time at which {@link MachineEvents#timerDue} is to be called; change through {@link #setTimer}. */
    public long timerDeadline = Long.MAX_VALUE;
    /** Virtual time at which {@link VmxOperation#interceptPendingEvents} is to be called for the VMX-preemption timer;
     * change through {@link #setVmxTimer}. */
    public long vmxDeadline = Long.MAX_VALUE;

    /** Guest-physical memory. */
    public final PhysicalMemory memory;
    /** Translations. */
    public final Tlb tlb = new Tlb();
    /** Page walks. */
    public final PageWalker walker;
    /** CPUID leaves and VMX capabilities. */
    public final CpuModel model;

    // ---- lazy flags: see flagsResult

    /**
     * Result of the last operation that set the status flags, sign-extended from its operand size. ZF is set if it is
     * zero; SF is its bit 63 (exclusive-or bit 5 of {@link #flagsAux}); PF is the even parity of its low byte
     * (exclusive-or bits 15:8 of {@link #flagsAux}).
     */
    public long flagsResult = 1;
    /**
     * Carries out of each bit position: bit 63 is CF, bit 62 the carry out of the bit below the sign (OF is bit 63
     * exclusive-or bit 62), bit 3 is AF. Bits 5 and 15:8 correct SF and PF when flags were loaded explicitly.
     */
    public long flagsAux;

    // ---- interpreter

    private volatile int attention;
    /** Instructions of the current block that are still to be executed end here; lowering it leaves the block. */
    int blockEnd;
    /** Instructions retired before the current block. */
    long retired;
    /** Virtual time that passed while halted. */
    long idleTime;
    /** Block being executed, or null. */
    Block currentBlock;
    /** Key of the current address space, CPL and mode for the look-up of blocks. */
    long fetchKey;
    /** Linear base of instruction fetches. */
    long fetchBase;
    /** Mask of linear addresses of instruction fetches. */
    long fetchMask;
    /** Whether CS has a limit below 4 GiB that must be checked. */
    boolean codeLimited;
    /** Whether a non-maskable interrupt is latched. */
    public boolean nmiPending;
    /** Whether the instruction just executed has started a new interrupt shadow. */
    boolean shadowRenewed;
    /** Whether the instruction just executed suppresses the single-step trap after it. */
    boolean trapSuppressed;
    /** Whether the instruction just executed has ended early, to be restarted. */
    boolean restarted;

    /** Effective base of the segments 0 to 5 in the current mode. */
    final long[] linearBase = new long[8];
    /** TLB context for reads through each segment, or {@link Tlb#NO_CONTEXT} if the access needs checking. */
    private final long[] readContext = new long[8];
    private final long[] writeContext = new long[8];
    /** TLB context of the current address space without the access kind. */
    private long space;
    /** Access kind of explicit data accesses. */
    private int dataKind;
    private int mode = 16;
    /** Bits above the linear-address width of the paging mode: 16 or 7. */
    private int canonicalShift = 16;
    private int fetchEpoch;
    /** Whether the TLB may hold translations by pages larger than 4 KiB; with paging off this does no harm. */
    private boolean largePagesCached;

    private byte[] rmwPage;
    private int rmwOffset;
    private long rmwLinear;

    private long random;
    private final long allowedCr4;
    private final ProcessorException exception = new ProcessorException();
    private final EventDelivery delivery;
    private final Msrs msrs;
    private final Interpreter interpreter;

    private static final VarHandle ATTENTION;

    static {
        try {
            ATTENTION = MethodHandles.lookup().findVarHandle(Processor.class, "attention", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Creates a processor in the state that RESET leaves.
     *
     * @param memory guest-physical memory
     * @param model CPU model
     * @param executors bindings of the instruction table
     */
    public Processor(PhysicalMemory memory, CpuModel model, Executors executors) {
        this.memory = memory;
        this.model = model;
        walker = new PageWalker(memory);
        walker.physicalAddressBits = model.physicalAddressBits();
        walker.gigabytePages = model.gigabytePages();
        allowedCr4 = allowedCr4(model);
        delivery = new EventDelivery(this);
        msrs = new Msrs(this);
        interpreter = new Interpreter(this, executors);
        reset();
    }

    /** INIT (SDM volume 3, "Processor State After Reset", table "IA-32 and Intel 64 Processor States Following
     * Power-up, Reset, or INIT"): caches, MSRs, x87 and SSE state and the time-stamp counter stay as they are. */
    void initialize() {
        long cache = cr0 & (ControlBits.CR0_CD | ControlBits.CR0_NW);
        Arrays.fill(gpr, 0);
        gpr[RDX] = model.signature();
        rip = 0xFFF0;
        startRip = rip;
        for (int i = ES; i <= GS; i++) {
            setSegment(i, 0, 0, 0xFFFF, ACCESS_PRESENT | ACCESS_S | ACCESS_READ_WRITE | ACCESS_ACCESSED);
        }
        setSegment(CS, 0xF000, 0xFFFF_0000L, 0xFFFF,
                ACCESS_PRESENT | ACCESS_S | ACCESS_CODE | ACCESS_READ_WRITE | ACCESS_ACCESSED);
        setSegment(LDTR, 0, 0, 0xFFFF, ACCESS_PRESENT | 2);
        setSegment(TR, 0, 0, 0xFFFF, ACCESS_PRESENT | 11);
        gdtrBase = 0;
        gdtrLimit = 0xFFFF;
        idtrBase = 0;
        idtrLimit = 0xFFFF;
        cr2 = 0;
        cr8 = 0;
        Arrays.fill(dr, 0);
        dr[6] = 0xFFFF_0FF0L;
        dr[7] = 0x400;
        efer = 0;
        cr3 = 0;
        cr4 = 0;
        cr0 = cache | ControlBits.CR0_ET;
        blockingByNmi = false;
        nmiPending = false;
        pendingDebugExceptions = 0;
        setInterruptShadow(false, false);
        if (apic != null) {
            apic.initialize();
        }
        setActivityState(ACTIVE);
        setRflags(Flags.FIXED);
        pagingChanged();
        debugRegistersChanged();
    }

    /** Puts the processor in the state that RESET leaves (SDM volume 3, "Processor State After Reset"). */
    public void reset() {
        Arrays.fill(gpr, 0);
        gpr[RDX] = model.signature();
        rip = 0xFFF0;
        startRip = rip;
        for (int i = ES; i <= GS; i++) {
            setSegment(i, 0, 0, 0xFFFF, ACCESS_PRESENT | ACCESS_S | ACCESS_READ_WRITE | ACCESS_ACCESSED);
        }
        setSegment(CS, 0xF000, 0xFFFF_0000L, 0xFFFF,
                ACCESS_PRESENT | ACCESS_S | ACCESS_CODE | ACCESS_READ_WRITE | ACCESS_ACCESSED);
        setSegment(LDTR, 0, 0, 0xFFFF, ACCESS_PRESENT | 2);
        setSegment(TR, 0, 0, 0xFFFF, ACCESS_PRESENT | 11);
        gdtrBase = 0;
        gdtrLimit = 0xFFFF;
        idtrBase = 0;
        idtrLimit = 0xFFFF;
        cr2 = 0;
        cr8 = 0;
        Arrays.fill(dr, 0);
        dr[6] = 0xFFFF_0FF0L;
        dr[7] = 0x400;
        xcr0 = 1;
        kernelGsBase = 0;
        star = 0;
        lstar = 0;
        cstar = 0;
        fmask = 0;
        sysenterCs = 0;
        sysenterEsp = 0;
        sysenterEip = 0;
        tscAux = 0;
        walker.pkru = 0;
        pat = 0x0007_0406_0007_0406L;
        apicBase = 0xFEE0_0900L;
        x87ControlWord = 0x40;
        x87StatusWord = 0;
        x87Used = 0xFF;
        x87Opcode = 0;
        x87InstructionPointer = 0;
        x87DataPointer = 0;
        java.util.Arrays.fill(x87Significand, 0);
        java.util.Arrays.fill(x87SignExponent, 0);
        java.util.Arrays.fill(vector, 0);
        mxcsr = 0x1F80;
        debugctl = 0;
        random = 0x9E37_79B9_7F4A_7C15L;
        msrs.reset();
        efer = 0;
        cr3 = 0;
        cr4 = 0;
        cr0 = 0x6000_0010L;
        nonRoot = false;
        blockingBySti = false;
        blockingByMovSs = false;
        blockingByNmi = false;
        pendingDebugExceptions = 0;
        vpid = 0;
        eptp = 0;
        setActivityState(ACTIVE);
        setRflags(Flags.FIXED);
        pagingChanged();
        debugRegistersChanged();
    }

    // ---- flags

    /** RFLAGS. */
    public long rflags() {
        return eflags | (cf() ? Flags.CF : 0) | (pf() ? Flags.PF : 0) | (af() ? Flags.AF : 0) | (zf() ? Flags.ZF : 0)
                | (sf() ? Flags.SF : 0) | (of() ? Flags.OF : 0);
    }

    /** Loads RFLAGS without any check. Takes effect on interrupts, single-stepping and alignment checks. */
    public void setRflags(long value) {
        setStatusFlags((int) value);
        setControlFlags((int) value);
    }

    /** Loads the six status flags from an image of RFLAGS and leaves the other flags alone. */
    public void setStatusFlags(int image) {
        flagsResult = (image & Flags.ZF) != 0 ? 0 : 1;
        long aux = 0;
        if ((image & Flags.SF) != 0) {
            aux |= 0x20;
        }
        if ((image & Flags.CF) != 0) {
            aux |= 1L << 63;
        }
        if ((image & Flags.CF) != 0 != ((image & Flags.OF) != 0)) {
            aux |= 1L << 62;
        }
        if ((image & Flags.AF) != 0) {
            aux |= 8;
        }
        // The parity of result 0 is even (PF set), that of result 1 is odd.
        if ((image & Flags.PF) != 0 == (flagsResult != 0)) {
            aux |= 0x100;
        }
        flagsAux = aux;
    }

    /** Loads the flags other than the status flags from an image of RFLAGS. */
    public void setControlFlags(int image) {
        int old = eflags;
        eflags = image & (Flags.WRITABLE & ~Flags.STATUS) | Flags.FIXED;
        int changed = old ^ eflags;
        if (changed != 0) {
            if ((changed & Flags.VM) != 0) {
                updateMode();
            } else if ((changed & Flags.AC) != 0) {
                updateContexts();
            }
            if ((changed & eflags & Flags.IF) != 0) {
                interruptsEnabled();
            }
            if ((changed & (Flags.TF | Flags.RF)) != 0) {
                updateDebugAttention();
            }
        }
    }

    private void interruptsEnabled() {
        if (intc.pending()) {
            raiseAttention(Attention.INTERRUPT);
        }
        if (nonRoot) {
            raiseAttention(Attention.VMX);
        }
    }

    /** CF. */
    public boolean cf() {
        return flagsAux < 0;
    }

    /** ZF. */
    public boolean zf() {
        return flagsResult == 0;
    }

    /** SF. */
    public boolean sf() {
        return (flagsResult ^ flagsAux << 58) < 0;
    }

    /** OF. */
    public boolean of() {
        return (flagsAux ^ flagsAux << 1) < 0;
    }

    /** PF. */
    public boolean pf() {
        int x = (int) (flagsResult ^ flagsAux >>> 8) & 0xFF;
        return (Integer.bitCount(x) & 1) == 0;
    }

    /** AF. */
    public boolean af() {
        return (flagsAux & 8) != 0;
    }

    /** Whether SF and OF differ: less than, signed. */
    public boolean less() {
        return (flagsResult ^ flagsAux << 58 ^ flagsAux ^ flagsAux << 1) < 0;
    }

    /**
     * Evaluates a condition.
     *
     * @param cc condition code, the low four bits of the opcode (SDM volume 1, appendix "EFLAGS Condition Codes")
     */
    public boolean condition(int cc) {
        boolean result = switch (cc >> 1) {
        case 0 -> of();
        case 1 -> cf();
        case 2 -> zf();
        case 3 -> cf() || zf();
        case 4 -> sf();
        case 5 -> pf();
        case 6 -> less();
        default -> zf() || less();
        };
        return (cc & 1) == 0 == result;
    }

    /** Status flags of {@code result = a + b + carry-in}, 64 bits. */
    public void flagsAdd64(long a, long b, long result) {
        flagsResult = result;
        flagsAux = (a & b | (a | b) & ~result) & ~0xFF20L;
    }

    /** Status flags of {@code result = a + b + carry-in}, 32 bits. */
    public void flagsAdd32(int a, int b, int result) {
        int carries = a & b | (a | b) & ~result;
        flagsResult = result;
        flagsAux = (long) carries << 32 | carries & 8;
    }

    /** Status flags of {@code result = a + b + carry-in}, 16 bits; upper bits of the arguments are ignored. */
    public void flagsAdd16(int a, int b, int result) {
        int carries = a & b | (a | b) & ~result;
        flagsResult = (short) result;
        flagsAux = (long) carries << 48 | carries & 8;
    }

    /** Status flags of {@code result = a + b + carry-in}, 8 bits; upper bits of the arguments are ignored. */
    public void flagsAdd8(int a, int b, int result) {
        int carries = a & b | (a | b) & ~result;
        flagsResult = (byte) result;
        flagsAux = (long) carries << 56 | carries & 8;
    }

    /** Status flags of {@code result = a - b - borrow-in}, 64 bits. */
    public void flagsSub64(long a, long b, long result) {
        flagsResult = result;
        flagsAux = (~a & b | (~a | b) & result) & ~0xFF20L;
    }

    /** Status flags of {@code result = a - b - borrow-in}, 32 bits. */
    public void flagsSub32(int a, int b, int result) {
        int borrows = ~a & b | (~a | b) & result;
        flagsResult = result;
        flagsAux = (long) borrows << 32 | borrows & 8;
    }

    /** Status flags of {@code result = a - b - borrow-in}, 16 bits; upper bits of the arguments are ignored. */
    public void flagsSub16(int a, int b, int result) {
        int borrows = ~a & b | (~a | b) & result;
        flagsResult = (short) result;
        flagsAux = (long) borrows << 48 | borrows & 8;
    }

    /** Status flags of {@code result = a - b - borrow-in}, 8 bits; upper bits of the arguments are ignored. */
    public void flagsSub8(int a, int b, int result) {
        int borrows = ~a & b | (~a | b) & result;
        flagsResult = (byte) result;
        flagsAux = (long) borrows << 56 | borrows & 8;
    }

    /** Status flags of a logical operation: CF, OF and AF clear. @param result sign-extended to 64 bits */
    public void flagsLogic(long result) {
        flagsResult = result;
        flagsAux = 0;
    }

    /** Sets the status flags explicitly; ZF, SF and PF from the result. @param result sign-extended to 64 bits */
    public void flagsExplicit(long result, boolean cf, boolean of, boolean af) {
        flagsResult = result;
        flagsAux = (cf ? 1L << 63 : 0) | (cf != of ? 1L << 62 : 0) | (af ? 8 : 0);
    }

    /** Changes CF alone. */
    public void setCf(boolean value) {
        if (value != cf()) {
            // OF is the difference of bits 63 and 62, so both change.
            flagsAux ^= 3L << 62;
        }
    }

    /** Changes OF alone. */
    public void setOf(boolean value) {
        if (value != of()) {
            flagsAux ^= 1L << 62;
        }
    }

    /** Changes ZF alone. */
    public void setZf(boolean value) {
        if (value != zf()) {
            int image = (int) rflags();
            setStatusFlags(value ? image | Flags.ZF : image & ~Flags.ZF);
        }
    }

    // ---- faults

    /** An exception without an error code, to be thrown: {@code throw cpu.fault(Vector.UD)}. */
    public ProcessorException fault(int vector) {
        exception.vector = vector;
        exception.hasErrorCode = false;
        exception.errorCode = 0;
        return exception;
    }

    /** An exception with an error code, to be thrown: {@code throw cpu.fault(Vector.GP, 0)}. */
    public ProcessorException fault(int vector, int errorCode) {
        exception.vector = vector;
        exception.hasErrorCode = true;
        exception.errorCode = errorCode;
        return exception;
    }

    /** A page fault, to be thrown. */
    ProcessorException pageFault(long linear, int errorCode) {
        faultAddress = linear;
        return fault(Vector.PF, errorCode);
    }

    /** The faults that led to the last triple fault, oldest first, one per line; empty if there was none. */
    public String faultChain() {
        return delivery.faultChain();
    }

    // ---- control registers and mode

    /** Code-segment mode: 16, 32 or 64 bits. */
    public int mode() {
        return mode;
    }

    /** Whether IA32_EFER.LMA is set: 64-bit mode or compatibility mode. */
    public boolean longMode() {
        return (efer & ControlBits.EFER_LMA) != 0;
    }

    /** Whether CR0.PE is set. */
    public boolean protectedMode() {
        return (cr0 & ControlBits.CR0_PE) != 0;
    }

    /** Whether the processor is in virtual-8086 mode. */
    public boolean virtual8086() {
        return (eflags & Flags.VM) != 0;
    }

    /** Loads CR0 without checks; flushes the TLB if paging bits change. Does not change IA32_EFER.LMA. */
    public void setCr0(long value) {
        long changed = cr0 ^ value;
        cr0 = value | ControlBits.CR0_ET;
        if ((changed & (ControlBits.CR0_PG | ControlBits.CR0_WP | ControlBits.CR0_PE)) != 0) {
            pagingChanged();
        } else if ((changed & ControlBits.CR0_AM) != 0) {
            updateContexts();
        }
    }

    /** Loads CR3 without checks and flushes the translations of its address space. */
    public void setCr3(long value) {
        cr3 = value;
        walker.cr3 = value;
        tlb.flush(pcid(), vpid, eptp);
        addressSpaceChanged();
    }

    /** Loads CR3 without flushing (bit 63 of the operand of MOV to CR3 with CR4.PCIDE). */
    public void setCr3NoFlush(long value) {
        cr3 = value;
        walker.cr3 = value;
        addressSpaceChanged();
    }

    /** Loads CR4 without checks; flushes the TLB if paging bits change. */
    public void setCr4(long value) {
        long changed = cr4 ^ value;
        cr4 = value;
        if ((changed & (ControlBits.CR4_PSE | ControlBits.CR4_PAE | ControlBits.CR4_PGE | ControlBits.CR4_PCIDE
                | ControlBits.CR4_SMEP | ControlBits.CR4_SMAP | ControlBits.CR4_LA57 | ControlBits.CR4_PKE)) != 0) {
            pagingChanged();
        }
    }

    /** Loads IA32_EFER without checks; flushes the TLB if paging bits change. */
    public void setEfer(long value) {
        long changed = efer ^ value;
        efer = value;
        if ((changed & (ControlBits.EFER_LMA | ControlBits.EFER_NXE)) != 0) {
            pagingChanged();
        }
    }

    private static long allowedCr4(CpuModel model) {
        long allowed = 0;
        // In the order of the bits, 0 to 22.
        String[] flags = {"VME", "VME", "TSC", "DE", "PSE", "PAE", "MCE", "PGE", "FPU", "FXSR", "SSE", "UMIP", "LA57",
            "VMX", "SMX", null, "FSGSBASE", "PCID", "XSAVE", null, "SMEP", "SMAP", "PKU"};
        for (int bit = 0; bit < flags.length; bit++) {
            if (flags[bit] != null && model.hasFeature(flags[bit])) {
                allowed |= 1L << bit;
            }
        }
        return allowed;
    }

    /** Whether an address that is used in an access is canonical: for 57 bits with CR4.LA57, otherwise for 48. */
    public boolean canonical(long address) {
        return address << canonicalShift >> canonicalShift == address;
    }

    /** Whether an address that is loaded into a register or an MSR is canonical for the linear-address width that the
     * CPU model has, whatever the paging mode is. */
    public boolean canonicalInRegister(long address) {
        int shift = (allowedCr4 & ControlBits.CR4_LA57) != 0 ? 7 : 16;
        return address << shift >> shift == address;
    }

    /** PKRU. */
    public int pkru() {
        return walker.pkru;
    }

    /** Loads PKRU. */
    public void setPkru(int value) {
        if (walker.pkru != value) {
            walker.pkru = value;
            if (walker.protectionKeys) {
                // Rights are checked when translations are cached.
                flushTlb();
            }
        }
    }

    /** Bits of CR4 that the CPU model lets software set. */
    public long allowedCr4() {
        return allowedCr4;
    }

    /**
     * Loads the page-directory-pointer-table registers for PAE paging.
     *
     * @param newCr3 value of CR3 that points to the table
     * @return false, with nothing changed, if an entry has a reserved bit set
     */
    public boolean loadPdptes(long newCr3) {
        long[] entries = new long[4];
        long reserved = 0x1E6 | ~((1L << walker.physicalAddressBits) - 1);
        for (int i = 0; i < 4; i++) {
            entries[i] = memory.read64((newCr3 & 0xFFFF_FFE0L) + 8 * i);
            if ((entries[i] & 1) != 0 && (entries[i] & reserved) != 0) {
                return false;
            }
        }
        System.arraycopy(entries, 0, walker.pdpte, 0, 4);
        return true;
    }

    private int pcid() {
        return (cr4 & ControlBits.CR4_PCIDE) != 0 ? (int) cr3 & 0xFFF : 0;
    }

    /** Recomputes paging from the control registers and flushes the TLB. Call after raw changes of CR0, CR4, EFER. */
    public void pagingChanged() {
        walker.cr3 = cr3;
        walker.writeProtect = (cr0 & ControlBits.CR0_WP) != 0;
        walker.pageSizeExtension = (cr4 & ControlBits.CR4_PSE) != 0;
        walker.globalPages = (cr4 & ControlBits.CR4_PGE) != 0;
        walker.smep = (cr4 & ControlBits.CR4_SMEP) != 0;
        walker.smap = (cr4 & ControlBits.CR4_SMAP) != 0;
        walker.protectionKeys = (cr4 & ControlBits.CR4_PKE) != 0;
        canonicalShift = (cr4 & ControlBits.CR4_LA57) != 0 && longMode() ? 7 : 16;
        walker.noExecuteEnabled = (efer & ControlBits.EFER_NXE) != 0;
        if ((cr0 & ControlBits.CR0_PG) == 0) {
            walker.mode = PageWalker.Mode.NONE;
        } else if ((cr4 & ControlBits.CR4_PAE) == 0) {
            walker.mode = PageWalker.Mode.LEGACY_32;
        } else if (!longMode()) {
            walker.mode = PageWalker.Mode.PAE;
        } else {
            walker.mode = (cr4 & ControlBits.CR4_LA57) != 0 ? PageWalker.Mode.FIVE_LEVEL : PageWalker.Mode.FOUR_LEVEL;
        }
        tlb.flushAll();
        updateMode();
        addressSpaceChanged();
    }

    /** Recomputes what depends on the current address space (CR3, VPID, EPT pointer). */
    public void addressSpaceChanged() {
        space = tlb.context(pcid(), vpid, eptp);
        updateContexts();
        leaveBlock();
    }

    /** Flushes all translations of the current VPID and EPT pointer, including global ones. */
    public void flushTlb() {
        tlb.flushAll();
        addressSpaceChanged();
    }

    /** INVLPG: forgets the translation of one page. */
    public void flushPage(long linear) {
        if (largePagesCached) {
            // The entry may be one of many that stand for a large page.
            tlb.flushAll();
            largePagesCached = false;
            addressSpaceChanged();
            return;
        }
        tlb.flushPage(linear);
        fetchEpoch++;
        updateFetch();
        leaveBlock();
    }

    /** Recomputes execution mode, CPL (from SS) and what depends on them. Call after raw changes of segments or
     * RFLAGS.VM. */
    public void updateMode() {
        if (!protectedMode()) {
            mode = 16;
            cpl = 0;
        } else if (virtual8086()) {
            mode = 16;
            cpl = 3;
        } else {
            cpl = access[SS] >> 5 & 3;
            if (longMode() && (access[CS] & ACCESS_LONG) != 0) {
                mode = 64;
            } else {
                mode = (access[CS] & ACCESS_DB) != 0 ? 32 : 16;
            }
        }
        updateContexts();
        leaveBlock();
    }

    /** Loads all parts of a segment register without checks. Call {@link #updateMode} after CS or SS. */
    public void setSegment(int segment, int newSelector, long newBase, int newLimit, int newAccess) {
        selector[segment] = newSelector;
        base[segment] = newBase;
        limit[segment] = newLimit;
        access[segment] = newAccess;
        updateContexts();
    }

    /** Changes the base of FS or GS. */
    public void setBase(int segment, long value) {
        base[segment] = value;
        if (mode == 64) {
            linearBase[segment] = value;
        } else {
            updateContexts();
        }
    }

    /** Next number of the deterministic sequence behind RDRAND and RDSEED. */
    long nextRandom() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random;
    }

    /** Changes the activity state. */
    public void setActivityState(int state) {
        activityState = state;
        if (state == ACTIVE) {
            clearAttention(Attention.INACTIVE);
        } else {
            raiseAttention(Attention.INACTIVE);
        }
    }

    /** Recomputes the shortcuts of the memory accessors. */
    private void updateContexts() {
        if (cpl == 3) {
            dataKind = Tlb.USER;
        } else {
            dataKind = walker.smap && (eflags & Flags.AC) != 0 ? Tlb.SUPERVISOR_AC : Tlb.SUPERVISOR;
        }
        boolean alignment = alignmentChecked();
        long context = space | dataKind;
        for (int i = ES; i <= GS; i++) {
            boolean read;
            boolean write;
            if (mode == 64) {
                linearBase[i] = i >= FS ? base[i] : 0;
                read = true;
                write = true;
            } else {
                linearBase[i] = base[i];
                int rights = access[i];
                boolean flat = base[i] == 0 && limit[i] == -1 && (rights & (ACCESS_UNUSABLE | ACCESS_PRESENT
                        | ACCESS_S)) == (ACCESS_PRESENT | ACCESS_S);
                boolean code = (rights & ACCESS_CODE) != 0;
                boolean expandDown = !code && (rights & ACCESS_CONFORMING_EXPAND_DOWN) != 0;
                read = flat && !expandDown && (!code || (rights & ACCESS_READ_WRITE) != 0);
                write = flat && !expandDown && !code && (rights & ACCESS_READ_WRITE) != 0;
            }
            readContext[i] = read && !alignment ? context : Tlb.NO_CONTEXT;
            writeContext[i] = write && !alignment ? context : Tlb.NO_CONTEXT;
        }
        updateFetch();
    }

    private boolean alignmentChecked() {
        return cpl == 3 && (eflags & Flags.AC) != 0 && (cr0 & ControlBits.CR0_AM) != 0;
    }

    // ---- attention

    /** Asks the interpreter to look at its slow-path conditions at the next boundary. Thread-safe. */
    public void raiseAttention(int bits) {
        ATTENTION.getAndBitwiseOr(this, bits);
        // Leaving the block early is harmless, so this may race with the machine's thread.
        blockEnd = 0;
    }

    void clearAttention(int bits) {
        ATTENTION.getAndBitwiseAnd(this, ~bits);
    }

    int attention() {
        return attention;
    }

    /** Takes a signalled INIT away. @return whether there was one */
    public boolean takeInit() {
        boolean signalled = (attention & Attention.INIT) != 0;
        clearAttention(Attention.INIT);
        return signalled;
    }

    /** Latches a non-maskable interrupt. */
    public void raiseNmi() {
        nmiPending = true;
        raiseAttention(Attention.NMI);
    }

    /** Sets or ends blocking by STI and MOV SS. Executors of these instructions call it; it then lasts for one more
     * instruction. */
    public void setInterruptShadow(boolean sti, boolean movSs) {
        blockingBySti = sti;
        blockingByMovSs = movSs;
        if (sti || movSs) {
            shadowRenewed = true;
            raiseAttention(Attention.SHADOW);
        } else {
            clearAttention(Attention.SHADOW);
        }
    }

    /**
     * Looks again at everything that can be pending. To be called after a change of the whole state: a VM entry or a
     * VM exit.
     */
    public void stateChanged() {
        updateMode();
        // Blocking and single-stepping of the instruction that changed the state do not reach into the new state.
        setInterruptShadow(blockingBySti, blockingByMovSs);
        trapSuppressed = true;
        updateDebugAttention();
        setActivityState(activityState);
        if (nmiPending && !blockingByNmi) {
            raiseAttention(Attention.NMI);
        }
        if (intc.pending()) {
            raiseAttention(Attention.INTERRUPT);
        }
        if (nonRoot) {
            raiseAttention(Attention.VMX);
        }
        leaveBlock();
    }

    /** Makes {@link #run} return at the next instruction boundary. Thread-safe. */
    public void requestStop() {
        raiseAttention(Attention.STOP);
    }

    /** Whether an executor that loops (a repeated string instruction) should end at an iteration boundary and be
     * restarted with {@link #restartLater}. */
    public boolean attentionNeeded() {
        return attention != 0;
    }

    /**
     * Ends the current instruction before it is complete, so that events are handled and it is executed again; its
     * registers must describe the work that is left. Never returns normally.
     *
     * @return nothing; declared for {@code throw cpu.restartLater()}
     */
    public StateReplaced restartLater() {
        rip = startRip;
        restarted = true;
        return StateReplaced.SIGNAL;
    }

    /** Ends the current block of instructions after the one being executed. Executors call it after a change that the
     * following instructions must see; the interpreter then looks them up again. */
    public void leaveBlock() {
        blockEnd = 0;
    }

    // ---- time

    /** Instructions retired so far, without the one being executed. The delivery of an event through the IDT counts as
     * one, so that time passes even if a guest does nothing but fault. */
    public long instructions() {
        return interpreter.retiredNow();
    }

    /** Virtual time: retired instructions plus the time skipped while halted. */
    public long time() {
        return instructions() + idleTime;
    }

    /** Time-stamp counter as RDTSC outside VMX non-root operation reads it. */
    public long tsc() {
        return time() + tscOffset;
    }

    /** Arms the device timer: {@link MachineEvents#timerDue} is called once when virtual time reaches
     * {@code deadline}; {@link Long#MAX_VALUE} disarms it. */
    public void setTimer(long deadline) {
        timerDeadline = deadline;
        interpreter.deadlineChanged();
    }

    /** Arms the VMX-preemption timer: {@link VmxOperation#interceptPendingEvents} is called at an instruction boundary
     * when virtual time reaches {@code deadline}; {@link Long#MAX_VALUE} disarms it. */
    public void setVmxTimer(long deadline) {
        vmxDeadline = deadline;
        interpreter.deadlineChanged();
    }

    // ---- running

    /**
     * Runs until {@link #instructions()} reaches a number, a stop is requested, the hook stops, or the processor can
     * not go on.
     *
     * @param instructionBudget value of {@link #instructions()} to stop at
     * @return one of the RUN constants
     * @throws UnimplementedException if the guest needs what the emulator does not provide; {@link #rip} is at the
     *         instruction
     */
    public int run(long instructionBudget) {
        return interpreter.run(instructionBudget);
    }

    /**
     * Delivers an event through the IDT, including double and triple fault if delivery fails. RIP must hold the value
     * to be pushed: the faulting instruction for faults, the next instruction for traps and interrupts; for software
     * events it holds the instruction itself and {@code instructionLength} is added.
     *
     * @param vector 0 to 255
     * @param type interruption type: 0 external interrupt, 2 NMI, 3 hardware exception, 4 software interrupt, 5
     *        privileged software exception (INT1), 6 software exception (INT3, INTO)
     * @param hasErrorCode whether to push an error code
     * @param errorCode the error code
     * @param instructionLength length of the instruction for types 4, 5 and 6, otherwise ignored
     */
    public void deliverEvent(int vector, int type, boolean hasErrorCode, int errorCode, int instructionLength) {
        delivery.deliver(vector, type, hasErrorCode, errorCode, instructionLength);
    }

    EventDelivery delivery() {
        return delivery;
    }

    /**
     * Transfers control within the code segment.
     *
     * @param target new RIP; checked to be canonical in 64-bit mode, within the limit of CS otherwise
     */
    public void branch(long target) {
        if (mode == 64) {
            if (!canonical(target)) {
                throw fault(Vector.GP, 0);
            }
            rip = target;
        } else {
            long offset = target & 0xFFFF_FFFFL;
            if (offset > (limit[CS] & 0xFFFF_FFFFL)) {
                throw fault(Vector.GP, 0);
            }
            rip = offset;
        }
    }

    // ---- MSRs

    /** Reads an MSR as RDMSR does at CPL 0. Unknown ones raise #GP(0). */
    public long readMsr(int index) {
        return msrs.read(index);
    }

    /** Writes an MSR as WRMSR does at CPL 0. Unknown ones and reserved values raise #GP(0). */
    public void writeMsr(int index, long value) {
        msrs.write(index, value);
    }

    // ---- debug registers

    /** Recomputes what depends on DR7, after it or the address registers were changed. */
    public void debugRegistersChanged() {
        tlb.flushAll();
        addressSpaceChanged();
        updateDebugAttention();
    }

    /** DR6 bits of the instruction breakpoints at the current instruction. */
    long instructionBreakpointHits() {
        long linear = linearAddress(CS, rip);
        long hits = 0;
        for (int i = 0; i < 4; i++) {
            if ((dr[7] >>> 2 * i & 3) != 0 && (dr[7] >>> 16 + 4 * i & 3) == 0 && dr[i] == linear) {
                hits |= 1L << i;
            }
        }
        return hits;
    }

    /** Whether DR7 enables any instruction breakpoint. */
    boolean instructionBreakpoints() {
        return breakpointsOfType(0);
    }

    private boolean breakpointsOfType(int type) {
        long dr7 = dr[7];
        for (int i = 0; i < 4; i++) {
            if ((dr7 >>> 2 * i & 3) != 0 && (dr7 >>> 16 + 4 * i & 3) == type) {
                return true;
            }
        }
        return false;
    }

    /** Whether a page holds bytes that DR7 watches for data accesses. */
    private boolean watchedPage(long linear) {
        long dr7 = dr[7];
        if ((dr7 & 0xFF) == 0) {
            return false;
        }
        for (int i = 0; i < 4; i++) {
            if ((dr7 >>> 2 * i & 3) != 0 && (dr7 >>> 16 + 4 * i & 1) != 0 && (dr[i] ^ linear) >>> 12 == 0) {
                return true;
            }
        }
        return false;
    }

    /** Records data breakpoints that an access hits (SDM volume 3, "Debug Registers"). */
    private void checkDataBreakpoints(long linear, int size, boolean write) {
        long dr7 = dr[7];
        for (int i = 0; i < 4; i++) {
            long type = dr7 >>> 16 + 4 * i & 3;
            if ((dr7 >>> 2 * i & 3) == 0 || type != 3 && !(type == 1 && write)) {
                continue;
            }
            long code = dr7 >>> 18 + 4 * i & 3;
            long length = code == 2 ? 8 : code + 1;
            long start = dr[i] & -length;
            if (linear < start + length && linear + size > start) {
                pendingDebugExceptions |= 1L << i | 1 << 12;
                raiseAttention(Attention.DEBUG);
                leaveBlock();
            }
        }
    }

    /** Records I/O breakpoints that an access to a port hits; they need CR4.DE. */
    void checkIoBreakpoints(int port, int size) {
        if ((dr[7] & 0xFF) == 0 || (cr4 & ControlBits.CR4_DE) == 0) {
            return;
        }
        for (int i = 0; i < 4; i++) {
            if ((dr[7] >>> 2 * i & 3) == 0 || (dr[7] >>> 16 + 4 * i & 3) != 2) {
                continue;
            }
            long length = (dr[7] >>> 18 + 4 * i & 3) + 1;
            long start = dr[i] & -length;
            if (port < start + length && port + size > start) {
                pendingDebugExceptions |= 1L << i | 1 << 12;
                raiseAttention(Attention.DEBUG);
                leaveBlock();
            }
        }
    }

    void updateDebugAttention() {
        if ((eflags & Flags.TF) != 0 || instructionBreakpoints() || pendingDebugExceptions != 0
                || (eflags & Flags.RF) != 0) {
            raiseAttention(Attention.DEBUG);
            leaveBlock();
        } else {
            clearAttention(Attention.DEBUG);
        }
    }

    // ---- explicit memory access

    /** Offset of the memory operand in its segment. */
    public long effectiveAddress(Instruction instruction) {
        long address = instruction.displacement() + gpr[instruction.baseSlot()]
                + (gpr[instruction.indexSlot()] << instruction.scale());
        if (instruction.base() == Instruction.RIP) {
            address += rip;
        }
        return address & instruction.addressMask();
    }

    /** Linear address of an offset in a segment, without any check. */
    public long linearAddress(int segment, long offset) {
        long linear = linearBase[segment] + offset;
        return mode == 64 ? linear : linear & 0xFFFF_FFFFL;
    }

    /** Reads an unsigned byte. */
    public int read8(int segment, long offset) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        if (tlb.readTag[index] == (linear & ~0xFFFL | readContext[segment])) {
            return Bytes.get8(tlb.readPage[index], (int) linear & 0xFFF);
        }
        return (int) slowRead(segment, offset, 1);
    }

    /** Reads an unsigned 16-bit value. */
    public int read16(int segment, long offset) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        int inPage = (int) linear & 0xFFF;
        if (tlb.readTag[index] == (linear & ~0xFFFL | readContext[segment]) && inPage <= 0xFFE) {
            return Bytes.get16(tlb.readPage[index], inPage);
        }
        return (int) slowRead(segment, offset, 2);
    }

    /** Reads a 32-bit value. */
    public int read32(int segment, long offset) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        int inPage = (int) linear & 0xFFF;
        if (tlb.readTag[index] == (linear & ~0xFFFL | readContext[segment]) && inPage <= 0xFFC) {
            return Bytes.get32(tlb.readPage[index], inPage);
        }
        return (int) slowRead(segment, offset, 4);
    }

    /** Reads a 64-bit value. */
    public long read64(int segment, long offset) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        int inPage = (int) linear & 0xFFF;
        if (tlb.readTag[index] == (linear & ~0xFFFL | readContext[segment]) && inPage <= 0xFF8) {
            return Bytes.get64(tlb.readPage[index], inPage);
        }
        return slowRead(segment, offset, 8);
    }

    /** Writes the low 8 bits. */
    public void write8(int segment, long offset, int value) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        if (tlb.writeTag[index] == (linear & ~0xFFFL | writeContext[segment])) {
            Bytes.set8(tlb.writePage[index], (int) linear & 0xFFF, value);
        } else {
            slowWrite(segment, offset, 1, value);
        }
    }

    /** Writes the low 16 bits. */
    public void write16(int segment, long offset, int value) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        int inPage = (int) linear & 0xFFF;
        if (tlb.writeTag[index] == (linear & ~0xFFFL | writeContext[segment]) && inPage <= 0xFFE) {
            Bytes.set16(tlb.writePage[index], inPage, value);
        } else {
            slowWrite(segment, offset, 2, value);
        }
    }

    /** Writes 32 bits. */
    public void write32(int segment, long offset, int value) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        int inPage = (int) linear & 0xFFF;
        if (tlb.writeTag[index] == (linear & ~0xFFFL | writeContext[segment]) && inPage <= 0xFFC) {
            Bytes.set32(tlb.writePage[index], inPage, value);
        } else {
            slowWrite(segment, offset, 4, value);
        }
    }

    /** Writes 64 bits. */
    public void write64(int segment, long offset, long value) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        int inPage = (int) linear & 0xFFF;
        if (tlb.writeTag[index] == (linear & ~0xFFFL | writeContext[segment]) && inPage <= 0xFF8) {
            Bytes.set64(tlb.writePage[index], inPage, value);
        } else {
            slowWrite(segment, offset, 8, value);
        }
    }

    // ---- read-modify-write: readForWrite checks everything, writeBack cannot fault

    /** Reads a byte that {@link #writeBack8} will replace; checks write permission. */
    public int readForWrite8(int segment, long offset) {
        return (int) readForWrite(segment, offset, 1);
    }

    /** Reads 16 bits that {@link #writeBack16} will replace; checks write permission. */
    public int readForWrite16(int segment, long offset) {
        return (int) readForWrite(segment, offset, 2);
    }

    /** Reads 32 bits that {@link #writeBack32} will replace; checks write permission. */
    public int readForWrite32(int segment, long offset) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        int inPage = (int) linear & 0xFFF;
        if (tlb.writeTag[index] == (linear & ~0xFFFL | writeContext[segment]) && inPage <= 0xFFC) {
            rmwPage = tlb.writePage[index];
            rmwOffset = inPage;
            return Bytes.get32(rmwPage, inPage);
        }
        return (int) slowReadForWrite(segment, offset, 4);
    }

    /** Reads 64 bits that {@link #writeBack64} will replace; checks write permission. */
    public long readForWrite64(int segment, long offset) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        int inPage = (int) linear & 0xFFF;
        if (tlb.writeTag[index] == (linear & ~0xFFFL | writeContext[segment]) && inPage <= 0xFF8) {
            rmwPage = tlb.writePage[index];
            rmwOffset = inPage;
            return Bytes.get64(rmwPage, inPage);
        }
        return slowReadForWrite(segment, offset, 8);
    }

    private long readForWrite(int segment, long offset, int size) {
        long linear = linearBase[segment] + offset;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        int inPage = (int) linear & 0xFFF;
        if (tlb.writeTag[index] == (linear & ~0xFFFL | writeContext[segment]) && inPage <= 0x1000 - size) {
            rmwPage = tlb.writePage[index];
            rmwOffset = inPage;
            return size == 1 ? Bytes.get8(rmwPage, inPage) : Bytes.get16(rmwPage, inPage);
        }
        return slowReadForWrite(segment, offset, size);
    }

    private long slowReadForWrite(int segment, long offset, int size) {
        long linear = checkSegment(segment, offset, size, true);
        rmwPage = null;
        rmwLinear = linear;
        long first = translateWrite(linear, dataKind);
        int inPage = (int) linear & 0xFFF;
        if (inPage + size > 0x1000) {
            // The second page's translation is checked before anything is read.
            translate(nextPage(linear), PageWalker.WRITE, dataKind);
        } else {
            int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
            if (tlb.writeTag[index] == (linear & ~0xFFFL | space | dataKind)) {
                rmwPage = tlb.writePage[index];
                rmwOffset = inPage;
            }
            if (watchedPage(linear)) {
                checkDataBreakpoints(linear, size, true);
            }
            return memory.readSized(first, size);
        }
        return readLinear(linear, size, dataKind);
    }

    /** Stores what replaces the byte of the last {@link #readForWrite8}. */
    public void writeBack8(int value) {
        if (rmwPage != null) {
            Bytes.set8(rmwPage, rmwOffset, value);
        } else {
            writeLinear(rmwLinear, 1, value, dataKind);
        }
    }

    /** Stores what replaces the 16 bits of the last {@link #readForWrite16}. */
    public void writeBack16(int value) {
        if (rmwPage != null) {
            Bytes.set16(rmwPage, rmwOffset, value);
        } else {
            writeLinear(rmwLinear, 2, value, dataKind);
        }
    }

    /** Stores what replaces the 32 bits of the last {@link #readForWrite32}. */
    public void writeBack32(int value) {
        if (rmwPage != null) {
            Bytes.set32(rmwPage, rmwOffset, value);
        } else {
            writeLinear(rmwLinear, 4, value, dataKind);
        }
    }

    /** Stores what replaces the 64 bits of the last {@link #readForWrite64}. */
    public void writeBack64(long value) {
        if (rmwPage != null) {
            Bytes.set64(rmwPage, rmwOffset, value);
        } else {
            writeLinear(rmwLinear, 8, value, dataKind);
        }
    }

    // ---- runs of elements for repeated string instructions

    /**
     * Copies elements upwards as far as both operands stay within pages that have current translations.
     *
     * @param segment segment of the source; the destination is in ES
     * @param source offset of the first source element
     * @param destination offset of the first destination element
     * @param count number of elements wanted
     * @param size bytes per element: 1, 2, 4 or 8
     * @return the number of elements copied; 0 if the next element must be moved by {@code read} and {@code write}
     */
    long copyForward(int segment, long source, long destination, long count, int size) {
        long from = linearBase[segment] + source;
        long to = linearBase[ES] + destination;
        int fromIndex = (int) (from >>> 12) & Tlb.INDEX_MASK;
        int toIndex = (int) (to >>> 12) & Tlb.INDEX_MASK;
        // While single-stepping every element is an iteration of its own.
        if (attention != 0 || tlb.readTag[fromIndex] != (from & ~0xFFFL | readContext[segment])
                || tlb.writeTag[toIndex] != (to & ~0xFFFL | writeContext[ES])
                || (linearBase[segment] & 0xFFF) != 0) {
            return 0;
        }
        int fromOffset = (int) from & 0xFFF;
        int toOffset = (int) to & 0xFFF;
        byte[] fromPage = tlb.readPage[fromIndex];
        byte[] toPage = tlb.writePage[toIndex];
        int bytes = 0x1000 - Math.max(fromOffset, toOffset);
        if (fromPage == toPage && toOffset > fromOffset) {
            // Elements that were just written are read again further on.
            bytes = Math.min(bytes, toOffset - fromOffset);
        }
        int elements = bytes / size;
        if (Long.compareUnsigned(count, elements) < 0) {
            elements = (int) count;
        }
        System.arraycopy(fromPage, fromOffset, toPage, toOffset, elements * size);
        return elements;
    }

    /**
     * Stores one value into elements upwards as far as they stay within a page that has a current translation.
     *
     * @param destination offset of the first element in ES
     * @param count number of elements wanted
     * @param size bytes per element: 1, 2, 4 or 8
     * @param value the value, in the low bytes
     * @return the number of elements stored; 0 if the next element must be stored by {@code write}
     */
    long fillForward(long destination, long count, int size, long value) {
        long to = linearBase[ES] + destination;
        int index = (int) (to >>> 12) & Tlb.INDEX_MASK;
        if (attention != 0 || tlb.writeTag[index] != (to & ~0xFFFL | writeContext[ES])) {
            return 0;
        }
        int offset = (int) to & 0xFFF;
        byte[] page = tlb.writePage[index];
        int elements = (0x1000 - offset) / size;
        if (Long.compareUnsigned(count, elements) < 0) {
            elements = (int) count;
        }
        int end = offset + elements * size;
        switch (size) {
            case 1 -> Arrays.fill(page, offset, end, (byte) value);
            case 2 -> {
                for (int at = offset; at < end; at += 2) {
                    Bytes.set16(page, at, (int) value);
                }
            }
            case 4 -> {
                for (int at = offset; at < end; at += 4) {
                    Bytes.set32(page, at, (int) value);
                }
            }
            default -> {
                for (int at = offset; at < end; at += 8) {
                    Bytes.set64(page, at, value);
                }
            }
        }
        return elements;
    }

    // ---- slow paths

    private long slowRead(int segment, long offset, int size) {
        return readLinear(checkSegment(segment, offset, size, false), size, dataKind);
    }

    private void slowWrite(int segment, long offset, int size, long value) {
        writeLinear(checkSegment(segment, offset, size, true), size, value, dataKind);
    }

    /** Checks that {@code size} bytes at {@code offset} may be accessed and gives their linear address. */
    public long checkSegment(int segment, long offset, int size, boolean write) {
        long linear;
        if (mode == 64) {
            linear = linearBase[segment] + offset;
            long last = linear + size - 1;
            if (!canonical(linear) || !canonical(last)) {
                throw fault(segment == SS ? Vector.SS : Vector.GP, 0);
            }
        } else {
            int rights = access[segment];
            boolean code = (rights & ACCESS_CODE) != 0;
            if ((rights & ACCESS_UNUSABLE) != 0) {
                throw fault(Vector.GP, 0);
            }
            if (write ? code || (rights & ACCESS_READ_WRITE) == 0 : code && (rights & ACCESS_READ_WRITE) == 0) {
                if (protectedMode() && !virtual8086()) {
                    throw fault(segment == SS ? Vector.SS : Vector.GP, 0);
                }
            }
            long segmentLimit = limit[segment] & 0xFFFF_FFFFL;
            long last = offset + size - 1;
            boolean outside;
            if (!code && (rights & ACCESS_CONFORMING_EXPAND_DOWN) != 0) {
                long top = (rights & ACCESS_DB) != 0 ? 0xFFFF_FFFFL : 0xFFFF;
                outside = offset <= segmentLimit || last > top;
            } else {
                outside = last > segmentLimit;
            }
            if (outside) {
                throw fault(segment == SS ? Vector.SS : Vector.GP, 0);
            }
            linear = linearBase[segment] + offset & 0xFFFF_FFFFL;
        }
        if ((linear & size - 1) != 0 && alignmentChecked()) {
            throw fault(Vector.AC, 0);
        }
        return linear;
    }

    private long nextPage(long linear) {
        long next = (linear | 0xFFF) + 1;
        return mode == 64 ? next : next & 0xFFFF_FFFFL;
    }

    /** Translates one linear address or raises #PF. */
    private long translate(long linear, int accessType, int kind) {
        if (!walker.walk(linear, accessType, kind)) {
            throw pageFault(linear, walker.errorCode);
        }
        largePagesCached |= walker.pageSize > 0x1000;
        return walker.physical;
    }

    private long translateRead(long linear, int kind) {
        long physical = translate(linear, PageWalker.READ, kind);
        if (!watchedPage(linear)) {
            byte[] page = memory.pageForRead(physical);
            if (page != null) {
                int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
                tlb.readPage[index] = page;
                tlb.readTag[index] = linear & ~0xFFFL | space | kind;
            }
        }
        return physical;
    }

    private long translateWrite(long linear, int kind) {
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        long tag = linear & ~0xFFFL | space | kind;
        if (tlb.slowWriteTag[index] == tag) {
            return tlb.slowWritePhysical[index] | linear & 0xFFF;
        }
        long physical = translate(linear, PageWalker.WRITE, kind);
        if (!watchedPage(linear)) {
            byte[] page = memory.codeMap(physical) == null ? memory.pageForWrite(physical) : null;
            if (page != null) {
                tlb.writePage[index] = page;
                tlb.writeTag[index] = tag;
            } else {
                tlb.slowWritePhysical[index] = physical & ~0xFFFL;
                tlb.slowWriteTag[index] = tag;
            }
        }
        return physical;
    }

    private long readLinear(long linear, int size, int kind) {
        int inPage = (int) linear & 0xFFF;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        if (tlb.readTag[index] == (linear & ~0xFFFL | space | kind) && inPage + size <= 0x1000) {
            byte[] page = tlb.readPage[index];
            return switch (size) {
            case 1 -> Bytes.get8(page, inPage);
            case 2 -> Bytes.get16(page, inPage);
            case 4 -> Bytes.get32(page, inPage) & 0xFFFF_FFFFL;
            default -> Bytes.get64(page, inPage);
            };
        }
        if ((dr[7] & 0xFF) != 0) {
            checkDataBreakpoints(linear, size, false);
        }
        if (inPage + size <= 0x1000) {
            return memory.readSized(translateRead(linear, kind), size);
        }
        int first = 0x1000 - inPage;
        long low = translate(linear, PageWalker.READ, kind);
        long high = translate(nextPage(linear), PageWalker.READ, kind);
        long value = 0;
        for (int i = 0; i < size; i++) {
            long physical = i < first ? low + i : high + i - first;
            value |= memory.readSized(physical, 1) << 8 * i;
        }
        return value;
    }

    private void writeLinear(long linear, int size, long value, int kind) {
        int inPage = (int) linear & 0xFFF;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        if (tlb.writeTag[index] == (linear & ~0xFFFL | space | kind) && inPage + size <= 0x1000) {
            byte[] page = tlb.writePage[index];
            switch (size) {
            case 1 -> Bytes.set8(page, inPage, (int) value);
            case 2 -> Bytes.set16(page, inPage, (int) value);
            case 4 -> Bytes.set32(page, inPage, (int) value);
            default -> Bytes.set64(page, inPage, value);
            }
            return;
        }
        if ((dr[7] & 0xFF) != 0) {
            checkDataBreakpoints(linear, size, true);
        }
        if (inPage + size <= 0x1000) {
            memory.writeSized(translateWrite(linear, kind), size, value);
            return;
        }
        int first = 0x1000 - inPage;
        long low = translate(linear, PageWalker.WRITE, kind);
        long high = translate(nextPage(linear), PageWalker.WRITE, kind);
        for (int i = 0; i < size; i++) {
            long physical = i < first ? low + i : high + i - first;
            memory.writeSized(physical, 1, value >>> 8 * i & 0xFF);
        }
    }

    /** Reads 32 bits at a linear address with the rights of a program in virtual-8086 mode. */
    long readLinearAs8086(long linear) {
        return readLinear(linear, 4, Tlb.USER);
    }

    // ---- implicit supervisor access: descriptor tables, TSS

    /** Reads a byte at a linear address as an implicit supervisor-mode access. */
    public int readSystem8(long linear) {
        return (int) readLinear(linear, 1, Tlb.SUPERVISOR);
    }

    /** Reads 16 bits at a linear address as an implicit supervisor-mode access. */
    public int readSystem16(long linear) {
        return (int) readLinear(linear, 2, Tlb.SUPERVISOR);
    }

    /** Reads 32 bits at a linear address as an implicit supervisor-mode access. */
    public int readSystem32(long linear) {
        return (int) readLinear(linear, 4, Tlb.SUPERVISOR);
    }

    /** Reads 64 bits at a linear address as an implicit supervisor-mode access. */
    public long readSystem64(long linear) {
        return readLinear(linear, 8, Tlb.SUPERVISOR);
    }

    /** Writes 8 bits at a linear address as an implicit supervisor-mode access. */
    public void writeSystem8(long linear, int value) {
        writeLinear(linear, 1, value, Tlb.SUPERVISOR);
    }

    /** Writes 16 bits at a linear address as an implicit supervisor-mode access. */
    public void writeSystem16(long linear, int value) {
        writeLinear(linear, 2, value, Tlb.SUPERVISOR);
    }

    /** Writes 32 bits at a linear address as an implicit supervisor-mode access. */
    public void writeSystem32(long linear, int value) {
        writeLinear(linear, 4, value, Tlb.SUPERVISOR);
    }

    /** Writes 64 bits at a linear address as an implicit supervisor-mode access. */
    public void writeSystem64(long linear, long value) {
        writeLinear(linear, 8, value, Tlb.SUPERVISOR);
    }

    /** Writes to the stack of an event handler, as a user-mode access if the handler runs at CPL 3. */
    void writeStack64(long linear, long value, boolean user) {
        writeLinear(linear, 8, value, user ? Tlb.USER : Tlb.SUPERVISOR);
    }

    // ---- instruction fetch

    /** Recomputes the key that the tag of a block must equal for its translation to be current. */
    private void updateFetch() {
        fetchKey = (long) (fetchEpoch + tlb.generation()) << 14 | (space | (cpl == 3 ? Tlb.USER : Tlb.SUPERVISOR)) << 2
                | (mode == 64 ? 2 : mode == 32 ? 1 : 0);
        fetchBase = mode == 64 ? 0 : base[CS];
        fetchMask = mode == 64 ? -1L : 0xFFFF_FFFFL;
        codeLimited = mode != 64 && limit[CS] != -1;
    }

    /** Physical address of an instruction byte, or #PF. */
    long translateFetch(long linear) {
        int kind = cpl == 3 ? Tlb.USER : Tlb.SUPERVISOR;
        int index = (int) (linear >>> 12) & Tlb.INDEX_MASK;
        long tag = linear & ~0xFFFL | space | kind;
        if (tlb.fetchTag[index] == tag) {
            return tlb.fetchPhysical[index] | linear & 0xFFF;
        }
        long physical = translate(linear, PageWalker.FETCH, kind);
        tlb.fetchPhysical[index] = physical & ~0xFFFL;
        tlb.fetchTag[index] = tag;
        return physical;
    }

    /** Loads DS, ES, SS, FS or GS as MOV Sreg does, with all checks. */
    public void loadSegment(int segment, int newSelector) {
        Segmentation.load(this, segment, newSelector);
    }

    // ---- stack

    /** Stack-address size in bytes: 8, 4 or 2. */
    public int stackSize() {
        if (mode == 64) {
            return 8;
        }
        return (access[SS] & ACCESS_DB) != 0 ? 4 : 2;
    }

    /** Offset in SS of the stack top plus {@code delta}. */
    public long stackAddress(long delta) {
        long top = gpr[RSP] + delta;
        return switch (stackSize()) {
        case 8 -> top;
        case 4 -> top & 0xFFFF_FFFFL;
        default -> top & 0xFFFF;
        };
    }

    /** Adds {@code delta} to RSP, ESP or SP as the stack-address size says. */
    public void adjustStack(long delta) {
        switch (stackSize()) {
        case 8 -> gpr[RSP] += delta;
        case 4 -> gpr[RSP] = gpr[RSP] + delta & 0xFFFF_FFFFL;
        default -> gpr[RSP] = gpr[RSP] & ~0xFFFFL | gpr[RSP] + delta & 0xFFFF;
        }
    }

    /** Pushes 16 bits. */
    public void push16(int value) {
        write16(SS, stackAddress(-2), value);
        adjustStack(-2);
    }

    /** Pushes 32 bits. */
    public void push32(int value) {
        write32(SS, stackAddress(-4), value);
        adjustStack(-4);
    }

    /** Pushes 64 bits (64-bit mode only). */
    public void push64(long value) {
        long top = gpr[RSP] - 8;
        write64(SS, top, value);
        gpr[RSP] = top;
    }

    /** Pops 16 bits. */
    public int pop16() {
        int value = read16(SS, stackAddress(0));
        adjustStack(2);
        return value;
    }

    /** Pops 32 bits. */
    public int pop32() {
        int value = read32(SS, stackAddress(0));
        adjustStack(4);
        return value;
    }

    /** Pops 64 bits (64-bit mode only). */
    public long pop64() {
        long top = gpr[RSP];
        long value = read64(SS, top);
        gpr[RSP] = top + 8;
        return value;
    }

    // ---- access for debuggers: no side effects

    /**
     * Translates a linear address in the current paging mode without changing anything.
     *
     * @return the physical address, or -1 if there is none
     */
    public long translatePeek(long linear) {
        long address = linear;
        if (longMode()) {
            if (!canonical(linear)) {
                return -1;
            }
        } else {
            address &= 0xFFFF_FFFFL;
        }
        return walker.peek(address);
    }

    /**
     * Reads memory by linear address without changing anything; device registers are not read.
     *
     * @return the number of bytes that could be read, from 0 to {@code length}
     */
    public int peek(long linear, byte[] buffer, int offset, int length) {
        int done = 0;
        while (done < length) {
            long at = linear + done;
            long physical = translatePeek(at);
            if (physical == -1 || !memory.isRam(physical)) {
                break;
            }
            int part = Math.min(length - done, 0x1000 - ((int) at & 0xFFF));
            memory.read(physical, buffer, offset + done, part);
            done += part;
        }
        return done;
    }

    /**
     * Writes memory by linear address whatever its page permissions are.
     *
     * @return whether all bytes were written; if not, none was
     */
    public boolean poke(long linear, byte[] buffer, int offset, int length) {
        for (int write = 0; write < 2; write++) {
            int done = 0;
            while (done < length) {
                long at = linear + done;
                long physical = translatePeek(at);
                if (physical == -1 || !memory.isRam(physical)) {
                    return false;
                }
                int part = Math.min(length - done, 0x1000 - ((int) at & 0xFFF));
                if (write == 1) {
                    memory.write(physical, buffer, offset + done, part);
                }
                done += part;
            }
        }
        return true;
    }
}
