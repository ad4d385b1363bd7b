// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * Devices of a PC behind I/O ports, and the port bus that connects them. Uses the JDK and the virtual clock of this
 * package; knows nothing of the processor but the interrupt line.
 */
package org.hvdt.emulator.device;
