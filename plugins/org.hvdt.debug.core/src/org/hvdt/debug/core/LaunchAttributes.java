// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.hvdt.emulator.machine.MachineConfiguration;

/** The attributes of a launch configuration of type {@link HvdtDebug#LAUNCH_TYPE}. */
public final class LaunchAttributes {

    /** Name of the project. String. */
    public static final String PROJECT = "org.hvdt.debug.core.project";
    /** Image to boot: absolute, or relative to the project; empty for the image that the project builds. String. */
    public static final String IMAGE = "org.hvdt.debug.core.image";
    /** Arguments of the image. String. */
    public static final String COMMAND_LINE = "org.hvdt.debug.core.commandLine";
    /** Guest-physical memory in MiB, 1 to {@link #MAX_MEMORY}. Integer. */
    public static final String MEMORY = "org.hvdt.debug.core.memory";
    /** Name of the CPU model. String. */
    public static final String CPU_MODEL = "org.hvdt.debug.core.cpuModel";
    /** Number of instructions after which the machine stops for good, as a decimal string; empty or "0" for no limit.
     * */
    public static final String MAX_INSTRUCTIONS = "org.hvdt.debug.core.maxInstructions";
    /** Whether accesses to ports without a device stop the machine. Boolean. */
    public static final String STRICT = "org.hvdt.debug.core.strict";
    /** Whether a debugged machine is suspended before its first instruction. Boolean. */
    public static final String STOP_AT_ENTRY = "org.hvdt.debug.core.stopAtEntry";
    /** Whether a debugged machine is suspended when a VMX instruction fails or a VM entry is refused. Boolean. */
    public static final String STOP_ON_VMX_FAILURE = "org.hvdt.debug.core.stopOnVmxFailure";

    /** Default of {@link #MEMORY}. */
    public static final int DEFAULT_MEMORY = (int) (MachineConfiguration.DEFAULT_MEMORY >> 20);
    /** Greatest value of {@link #MEMORY}: 64 GiB. */
    public static final int MAX_MEMORY = 64 * 1024;
    /** Default of {@link #CPU_MODEL}. */
    public static final String DEFAULT_CPU_MODEL = MachineConfiguration.DEFAULT_CPU_MODEL;

    private LaunchAttributes() {
    }

    /** Sets everything except the project to its default. */
    public static void setDefaults(ILaunchConfigurationWorkingCopy configuration) {
        configuration.setAttribute(IMAGE, "");
        configuration.setAttribute(COMMAND_LINE, "");
        configuration.setAttribute(MEMORY, DEFAULT_MEMORY);
        configuration.setAttribute(CPU_MODEL, DEFAULT_CPU_MODEL);
        configuration.setAttribute(MAX_INSTRUCTIONS, "");
        configuration.setAttribute(STRICT, false);
        configuration.setAttribute(STOP_AT_ENTRY, false);
        configuration.setAttribute(STOP_ON_VMX_FAILURE, true);
    }

    /** The instruction limit, 0 for none; -1 if the attribute is not a number of instructions. */
    public static long maxInstructions(ILaunchConfiguration configuration) throws CoreException {
        return parseMaxInstructions(configuration.getAttribute(MAX_INSTRUCTIONS, ""));
    }

    /** Reads the text of {@link #MAX_INSTRUCTIONS}: digits, with commas or spaces between them allowed; -1 if invalid.
     * */
    public static long parseMaxInstructions(String text) {
        String digits = text.replaceAll("[, _]", "");
        if (digits.isEmpty()) {
            return 0;
        }
        try {
            return Math.max(-1, Long.parseLong(digits));
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
