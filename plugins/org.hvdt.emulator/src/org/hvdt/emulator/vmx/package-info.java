// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * Virtual-machine extensions: VMCS, VMX instructions, VM-entry checks, VM entries and VM exits, and their words.
 * Uses cpu, memory and isa; its tables are the {@code .tsv} files beside the sources.
 * Reference: Intel SDM volume 3, the chapters on VMX and the appendices on capabilities, field encodings and reasons.
 */
package org.hvdt.emulator.vmx;
