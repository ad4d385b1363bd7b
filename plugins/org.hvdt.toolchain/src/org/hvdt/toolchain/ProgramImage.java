// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.hvdt.toolchain.dwarf.DwarfLines;
import org.hvdt.toolchain.elf.ElfFile;

/**
 * What the tools know about a program: its symbols and its source lines. The one thing that debuggers, traces and views
 * ask about addresses. Immutable; every query is quick.
 */
public final class ProgramImage {

    private final Path file;
    private final SymbolTable symbols;
    private final LineTable lines;
    private final Optional<ElfFile> elf;

    private ProgramImage(Path file, SymbolTable symbols, LineTable lines, Optional<ElfFile> elf) {
        this.file = file;
        this.symbols = symbols;
        this.lines = lines;
        this.elf = elf;
    }

    /**
     * Reads an ELF file with its symbols and line table.
     *
     * @throws ImageFormatException if the file cannot be read, is no ELF file or is broken
     */
    public static ProgramImage read(Path file) throws ImageFormatException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ImageFormatException("file not found: " + file, e);
        } catch (IOException e) {
            throw new ImageFormatException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw new ImageFormatException(file + " is too large to be read: at most 2,147,483,639 bytes", e);
        }
        return of(file, content);
    }

    /**
     * Takes an ELF file that has been read already.
     *
     * @param file its path, for messages
     * @param content its bytes; must not be changed afterwards
     * @throws ImageFormatException if it is no ELF file or is broken
     */
    public static ProgramImage of(Path file, byte[] content) throws ImageFormatException {
        ElfFile elf = ElfFile.parse(file.toString(), content);
        return new ProgramImage(file, elf.symbolTable(), DwarfLines.read(elf), Optional.of(elf));
    }

    /** An image about which nothing is known, such as a flat binary. */
    public static ProgramImage unknown(Path file) {
        return new ProgramImage(file, SymbolTable.EMPTY, LineTable.EMPTY, Optional.empty());
    }

    /** The file it was read from. */
    public Path file() {
        return file;
    }

    /** The ELF file, unless this image is {@link #unknown(Path) unknown}. */
    public Optional<ElfFile> elf() {
        return elf;
    }

    /** Its symbols. */
    public SymbolTable symbols() {
        return symbols;
    }

    /** Its source lines. */
    public LineTable lines() {
        return lines;
    }

    /** The source line of an address. */
    public Optional<SourceLocation> location(long address) {
        return lines.find(address);
    }

    /** The address of a symbol. */
    public OptionalLong address(String symbol) {
        return symbols.address(symbol);
    }

    /** Where to put breakpoints for a source line, see {@link LineTable#addresses(Path, int)}. */
    public List<Long> addresses(Path source, int line) {
        return lines.addresses(source, line);
    }

    /** The address by symbol, {@code VMHost+0x2A}; without one, in hexadecimal, {@code 00000000_00100020}. */
    public String symbolize(long address) {
        return symbols.symbolize(address).orElseGet(() -> hex(address));
    }

    /** The address by symbol and source line, {@code VMHost+0x2A (thin-hypervisor.asm:128)}. */
    public String describe(long address) {
        return symbolize(address) + location(address).map(place -> " (" + place + ")").orElse("");
    }

    /** A 64-bit number as HVDT writes it: two groups of eight upper-case hexadecimal digits. */
    static String hex(long value) {
        return String.format("%08X_%08X", value >>> 32, value & 0xFFFFFFFFL);
    }
}
