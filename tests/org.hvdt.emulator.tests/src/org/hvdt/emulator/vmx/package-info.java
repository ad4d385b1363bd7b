// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/** Tests of the VMX unit, one for each sentence of the SDM that it implements. */
package org.hvdt.emulator.vmx;
