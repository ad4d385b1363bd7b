// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * Run control: the one seam for every front end. Runs a machine on its own thread; start, stop, step, breakpoints,
 * listeners, history of VM exits, access to the state while stopped. Uses machine, cpu and vmx.
 */
package org.hvdt.emulator.control;
