// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hvdt.toolchain.nasm.Nasm;
import org.hvdt.toolchain.process.Cancellation;
import org.hvdt.toolchain.process.ToolCommand;
import org.hvdt.toolchain.process.ToolException;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.process.ToolResult;
import org.hvdt.toolchain.process.ToolRunner;

/** Assembles sources to raw binaries with NASM. */
public final class FlatAssembler {

    private FlatAssembler() {
    }

    /**
     * Assembles a source.
     *
     * @param source the source file
     * @param options further options of NASM
     * @return the binary
     * @throws UsageException if NASM is absent or does not accept the source
     */
    public static byte[] assemble(Path source, List<String> options) throws IOException, UsageException {
        Path binary = source.resolveSibling(source.getFileName() + ".bin");
        List<String> arguments = new ArrayList<>(List.of("-f", "bin", "-w-all"));
        arguments.addAll(options);
        arguments.addAll(List.of("-o", binary.toString(), source.toString()));
        try {
            ToolResult result = ToolRunner.run(ToolCommand.of(ToolFinder.ofPath().find(Nasm.TOOL), arguments)
                    .in(source.getParent()), Cancellation.NEVER, line -> {
                    });
            if (!result.isSuccess()) {
                throw new UsageException("NASM does not accept " + source.getFileName() + ": "
                        + String.join(" ", result.output()));
            }
        } catch (ToolException e) {
            throw new UsageException(e.getMessage());
        }
        return Files.readAllBytes(binary);
    }
}
