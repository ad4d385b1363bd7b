// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.hvdt.emulator.vmx.CheckList.bad;

import java.util.Locale;

import org.hvdt.emulator.vmx.CheckList.Condition;
import org.hvdt.emulator.vmx.VmEntryCheck.Violation;

/**
 * Checks on the guest's segment registers (Intel SDM volume 3, chapter "VM Entries", section "Checks on Guest Segment
 * Registers").
 */
final class GuestSegmentChecks {

    private static final String[] NAMES = {"ES", "CS", "SS", "DS", "FS", "GS", "LDTR", "TR"};
    /** CS first, then SS, DS, ES, FS, GS, as the SDM lists them. */
    private static final int[] ORDER = {1, 2, 3, 0, 4, 5};
    private static final int ES = 0;
    private static final int CS = 1;
    private static final int SS = 2;
    private static final int DS = 3;
    private static final int LDTR = 6;
    private static final int TR = 7;
    private static final long UNUSABLE = 1 << 16;

    private GuestSegmentChecks() {
    }

    private static VmcsField selector(int segment) {
        return VmcsField.of(VmcsField.GUEST_ES_SELECTOR.encoding() + 2L * segment);
    }

    private static VmcsField base(int segment) {
        return VmcsField.of(VmcsField.GUEST_ES_BASE.encoding() + 2L * segment);
    }

    private static VmcsField limit(int segment) {
        return VmcsField.of(VmcsField.GUEST_ES_LIMIT.encoding() + 2L * segment);
    }

    private static VmcsField access(int segment) {
        return VmcsField.of(VmcsField.GUEST_ES_ACCESS_RIGHTS.encoding() + 2L * segment);
    }

    private static String id(int segment, String what) {
        return "guest." + NAMES[segment].toLowerCase(Locale.ROOT) + "." + what;
    }

    private static long rights(VmEntryContext c, int segment) {
        return c.get(access(segment));
    }

    private static boolean usable(VmEntryContext c, int segment) {
        return (rights(c, segment) & UNUSABLE) == 0;
    }

    /** Whether the rules for access rights outside virtual-8086 mode apply: always to CS, otherwise if usable. */
    private static Condition applies(int segment) {
        return segment == CS ? c -> !c.virtual8086() : c -> !c.virtual8086() && usable(c, segment);
    }

    static void add(CheckList list) {
        selectors(list);
        bases(list);
        limits(list);
        virtual8086Rights(list);
        type(list);
        systemBit(list);
        privilege(list);
        presentAndReserved(list);
        defaultSize(list);
        granularity(list);
        taskRegister(list);
        localTable(list);
    }

    private static void selectors(CheckList list) {
        list.row("guest.tr.ti", "The TI flag (bit 2) of the TR selector must be 0.", c -> ti(c, TR), selector(TR));
        list.row("guest.ldtr.ti", "If LDTR is usable, the TI flag (bit 2) of its selector must be 0.",
                c -> usable(c, LDTR) ? ti(c, LDTR) : null, selector(LDTR), access(LDTR));
        list.row("guest.ss.rpl", "Outside virtual-8086 mode, unless \"unrestricted guest\" is 1, the RPL of SS must be"
                + " equal to the RPL of CS.", c -> {
            long ss = c.get(selector(SS));
            long cs = c.get(selector(CS));
            return c.virtual8086() || c.unrestricted() || (ss & 3) == (cs & 3) ? null
                    : bad(c, selector(SS), ss & ~3L | cs & 3, "Guest SS selector: RPL " + (ss & 3)
                            + " differs from the RPL of CS, " + (cs & 3));
        }, selector(SS), selector(CS));
    }

    private static Violation ti(VmEntryContext c, int segment) {
        long value = c.get(selector(segment));
        return (value & 4) == 0 ? null : bad(c, selector(segment), value & ~4L, "Guest " + NAMES[segment]
                + " selector: TI is 1, the descriptor cannot be in the LDT");
    }

    private static void bases(CheckList list) {
        for (int segment : ORDER) {
            list.row(id(segment, "base.virtual-8086"), "In virtual-8086 mode the base must be the selector shifted left"
                    + " 4 bits.", c -> {
                long wanted = c.get(selector(segment)) << 4;
                return !c.virtual8086() || c.get(base(segment)) == wanted ? null
                        : bad(c, base(segment), wanted, "Guest " + NAMES[segment]
                                + " base is not the selector shifted left 4 bits");
            }, base(segment), selector(segment), VmcsField.GUEST_RFLAGS);
        }
        list.canonical("guest.tr.base", base(TR), Condition.ALWAYS);
        list.canonical("guest.fs.base", base(4), c -> !c.virtual8086());
        list.canonical("guest.gs.base", base(5), c -> !c.virtual8086());
        list.canonical("guest.ldtr.base", base(LDTR), c -> usable(c, LDTR));
        for (int segment : new int[] {CS, SS, DS, ES}) {
            Condition applies = applies(segment);
            list.row(id(segment, "base.high"), "Bits 63:32 of the base must be 0"
                    + (segment == CS ? "." : " if the register is usable."), c -> {
                long value = c.get(base(segment));
                return !applies.holds(c) || value >>> 32 == 0 ? null : bad(c, base(segment), value & 0xFFFFFFFFL,
                        "Guest " + NAMES[segment] + " base sets bits 63:32");
            }, base(segment), access(segment));
        }
    }

    private static void limits(CheckList list) {
        for (int segment : ORDER) {
            list.row(id(segment, "limit.virtual-8086"), "In virtual-8086 mode the limit must be 0000FFFFh.", c ->
                    !c.virtual8086() || c.get(limit(segment)) == 0xFFFF ? null
                            : bad(c, limit(segment), 0xFFFF, "Guest " + NAMES[segment] + " limit is not 0000FFFFh in"
                                    + " virtual-8086 mode"), limit(segment), VmcsField.GUEST_RFLAGS);
        }
    }

    private static void virtual8086Rights(CheckList list) {
        for (int segment : ORDER) {
            list.row(id(segment, "rights.virtual-8086"), "In virtual-8086 mode the access rights must be 000000F3h.",
                    c -> !c.virtual8086() || rights(c, segment) == 0xF3 ? null
                            : bad(c, access(segment), 0xF3, "Guest " + NAMES[segment] + " access rights are not"
                                    + " 000000F3h in virtual-8086 mode"), access(segment), VmcsField.GUEST_RFLAGS);
        }
    }

    private static Violation rightsBad(VmEntryContext c, int segment, long nearest, String what) {
        return bad(c, access(segment), nearest, "Guest " + NAMES[segment] + " access rights: " + what);
    }

    private static String typeWords(long rights) {
        return "type " + (rights & 15) + " (" + FieldDecoder.segmentType((int) rights) + ")";
    }

    private static void type(CheckList list) {
        list.row("guest.cs.type",
                "The type of CS must be 9, 11, 13 or 15 (accessed code segment), or 3 if \"unrestricted"
                + " guest\" is 1.", c -> {
            long rights = rights(c, CS);
            boolean code = (rights & 9) == 9;
            return c.virtual8086() || code || (rights & 15) == 3 && c.unrestricted() ? null
                    : rightsBad(c, CS, rights & ~15L | 11, typeWords(rights) + " is not an accessed code segment");
        }, access(CS));
        list.row("guest.ss.type", "If SS is usable, its type must be 3 or 7 (accessed read/write data segment).", c -> {
            long rights = rights(c, SS);
            return !applies(SS).holds(c) || (rights & 11) == 3 ? null
                    : rightsBad(c, SS, rights & ~15L | 3, typeWords(rights) + " is not an accessed writable data"
                            + " segment");
        }, access(SS));
        for (int segment : new int[] {DS, ES, 4, 5}) {
            Condition applies = applies(segment);
            list.row(id(segment, "type"),
                    "If the register is usable, bit 0 of its type must be 1 (accessed), and if bit"
                    + " 3 is 1 (code), bit 1 must be 1 (readable).", c -> {
                long rights = rights(c, segment);
                boolean readable = (rights & 8) == 0 || (rights & 2) != 0;
                return !applies.holds(c) || (rights & 1) != 0 && readable ? null
                        : rightsBad(c, segment, rights | 1 | (readable ? 0 : 2), typeWords(rights)
                                + ((rights & 1) == 0 ? " is not accessed" : " is not readable"));
            }, access(segment));
        }
    }

    private static void systemBit(CheckList list) {
        for (int segment : ORDER) {
            Condition applies = applies(segment);
            list.row(id(segment, "s"), "Bit 4 (S) of the access rights must be 1"
                    + (segment == CS ? "." : " if the register is usable."), c -> {
                long rights = rights(c, segment);
                return !applies.holds(c) || (rights & 16) != 0 ? null
                        : rightsBad(c, segment, rights | 16, "bit 4 (S) is 0, which means a system segment");
            }, access(segment));
        }
    }

    private static long dpl(long rights) {
        return rights >>> 5 & 3;
    }

    private static void privilege(CheckList list) {
        list.row("guest.cs.dpl", "The DPL of CS must be 0 for type 3, equal to the DPL of SS for a non-conforming code"
                + " segment, and not greater than it for a conforming one.", c -> {
            if (c.virtual8086()) {
                return null;
            }
            long rights = rights(c, CS);
            long cs = dpl(rights);
            long ss = dpl(rights(c, SS));
            boolean valid = switch ((int) rights & 15) {
                case 3 -> cs == 0;
                case 9, 11 -> cs == ss;
                case 13, 15 -> cs <= ss;
                default -> true;
            };
            long nearest = (rights & 15) == 3 ? 0 : ss;
            return valid ? null : rightsBad(c, CS, rights & ~0x60L | nearest << 5, "DPL " + cs
                    + " does not fit " + typeWords(rights) + " and the DPL of SS, " + ss);
        }, access(CS), access(SS));
        list.row("guest.ss.dpl",
                "Unless \"unrestricted guest\" is 1, the DPL of SS must be equal to its RPL; it must be 0"
                + " if the type of CS is 3 or CR0.PE is 0.", c -> {
            if (c.virtual8086()) {
                return null;
            }
            long rights = rights(c, SS);
            long rpl = c.get(selector(SS)) & 3;
            if (!c.unrestricted() && dpl(rights) != rpl) {
                return rightsBad(c, SS, rights & ~0x60L | rpl << 5, "DPL " + dpl(rights) + " differs from the RPL "
                        + rpl + " of the SS selector");
            }
            boolean zero = (rights(c, CS) & 15) == 3 || !c.guestProtected();
            return !zero || dpl(rights) == 0 ? null : rightsBad(c, SS, rights & ~0x60L, "DPL " + dpl(rights)
                    + " must be 0 because CS has type 3 or CR0.PE is 0");
        }, access(SS), selector(SS), access(CS));
        for (int segment : new int[] {DS, ES, 4, 5}) {
            Condition applies = applies(segment);
            list.row(id(segment, "dpl"),
                    "Unless \"unrestricted guest\" is 1, the DPL of a usable data or non-conforming"
                    + " code segment must not be less than the RPL of the selector.", c -> {
                long rights = rights(c, segment);
                long rpl = c.get(selector(segment)) & 3;
                return !applies.holds(c) || c.unrestricted() || (rights & 15) > 11 || dpl(rights) >= rpl ? null
                        : rightsBad(c, segment, rights & ~0x60L | rpl << 5, "DPL " + dpl(rights)
                                + " is less than the RPL " + rpl + " of the selector");
            }, access(segment), selector(segment));
        }
    }

    private static void presentAndReserved(CheckList list) {
        for (int segment : ORDER) {
            Condition applies = applies(segment);
            String when = segment == CS ? "." : " if the register is usable.";
            list.row(id(segment, "present"), "Bit 7 (P) of the access rights must be 1" + when, c -> {
                long rights = rights(c, segment);
                return !applies.holds(c) || (rights & 128) != 0 ? null
                        : rightsBad(c, segment, rights | 128, "bit 7 (P) is 0, the segment is not present");
            }, access(segment));
        }
        for (int segment : ORDER) {
            list.zeroBits(id(segment, "rights.reserved-low"), access(segment), 0xF00, "11:8", applies(segment));
        }
    }

    private static void defaultSize(CheckList list) {
        list.row("guest.cs.db",
                "Bit 14 (D/B) of CS must be 0 if \"IA-32e mode guest\" is 1 and bit 13 (L) is 1.", c -> {
            long rights = rights(c, CS);
            return c.virtual8086() || !c.longModeGuest() || (rights & 3 << 13) != 3 << 13 ? null
                    : rightsBad(c, CS, rights & ~(1L << 14), "bits 13 (L) and 14 (D/B) are both 1");
        }, access(CS), VmcsField.ENTRY_CONTROLS);
    }

    private static void granularity(CheckList list) {
        for (int segment : ORDER) {
            granularity(list, segment, applies(segment));
        }
        for (int segment : ORDER) {
            list.zeroBits(id(segment, "rights.reserved-high"), access(segment), 0xFFFE0000L, "31:17",
                    applies(segment));
        }
    }

    private static void granularity(CheckList list, int segment, Condition applies) {
        list.row(id(segment, "granularity"),
                "Bit 15 (G) must be 0 if any of bits 11:0 of the limit is 0, and 1 if any of"
                + " bits 31:20 of the limit is 1.", c -> {
            if (!applies.holds(c)) {
                return null;
            }
            long rights = rights(c, segment);
            long limit = c.get(limit(segment));
            boolean pages = (rights & 1 << 15) != 0;
            if ((limit & 0xFFF) != 0xFFF && limit >>> 20 != 0) {
                // Neither setting of G fits.
                return bad(c, limit(segment), limit | 0xFFF, "Guest " + NAMES[segment] + " limit "
                        + Words.hex32(limit) + " sets bits 31:20 and has a 0 in bits 11:0");
            }
            if (pages && (limit & 0xFFF) != 0xFFF) {
                return rightsBad(c, segment, rights & ~(1L << 15), "bit 15 (G) is 1 but the limit " + Words.hex32(limit)
                        + " has a 0 in bits 11:0");
            }
            return pages || limit >>> 20 == 0 ? null : rightsBad(c, segment, rights | 1 << 15,
                    "bit 15 (G) is 0 but the limit " + Words.hex32(limit) + " sets bits 31:20");
        }, access(segment), limit(segment));
    }

    private static void taskRegister(CheckList list) {
        list.row("guest.tr.type",
                "The type of TR must be 11 (busy TSS), or 3 (busy 16-bit TSS) if \"IA-32e mode guest\""
                + " is 0.", c -> {
            long rights = rights(c, TR);
            long type = rights & 15;
            return type == 11 || type == 3 && !c.longModeGuest() ? null
                    : rightsBad(c, TR, rights & ~15L | 11, "type " + type + " is not a busy TSS");
        }, access(TR), VmcsField.ENTRY_CONTROLS);
        systemSegment(list, TR, Condition.ALWAYS);
        list.row("guest.tr.usable", "Bit 16 (unusable) of TR must be 0.", c -> usable(c, TR) ? null
                : rightsBad(c, TR, rights(c, TR) & ~UNUSABLE, "TR must not be unusable"), access(TR));
        list.zeroBits("guest.tr.rights.reserved-high", access(TR), 0xFFFE0000L, "31:17", Condition.ALWAYS);
    }

    private static void localTable(CheckList list) {
        Condition usable = c -> usable(c, LDTR);
        list.row("guest.ldtr.type", "If LDTR is usable, its type must be 2 (LDT).", c -> {
            long rights = rights(c, LDTR);
            return !usable.holds(c) || (rights & 15) == 2 ? null
                    : rightsBad(c, LDTR, rights & ~15L | 2, "type " + (rights & 15) + " is not an LDT");
        }, access(LDTR));
        systemSegment(list, LDTR, usable);
        list.zeroBits("guest.ldtr.rights.reserved-high", access(LDTR), 0xFFFE0000L, "31:17", usable);
    }

    private static void systemSegment(CheckList list, int segment, Condition applies) {
        list.row(id(segment, "s"), "Bit 4 (S) of the access rights must be 0.", c -> {
            long rights = rights(c, segment);
            return !applies.holds(c) || (rights & 16) == 0 ? null
                    : rightsBad(c, segment, rights & ~16L, "bit 4 (S) is 1, which means a code or data segment");
        }, access(segment));
        list.row(id(segment, "present"), "Bit 7 (P) of the access rights must be 1.", c -> {
            long rights = rights(c, segment);
            return !applies.holds(c) || (rights & 128) != 0 ? null
                    : rightsBad(c, segment, rights | 128, "bit 7 (P) is 0, the segment is not present");
        }, access(segment));
        list.zeroBits(id(segment, "rights.reserved-low"), access(segment), 0xF00, "11:8", applies);
        granularity(list, segment, applies);
    }
}
