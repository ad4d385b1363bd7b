// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The virtual machine: processor, VMX, memory, devices, boot and run control.
 * Plain Java: nothing but the JDK may be used here.
 */
package org.hvdt.emulator;
