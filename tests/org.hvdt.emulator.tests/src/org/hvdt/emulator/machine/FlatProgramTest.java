// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.cpu.Nasm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flat 64-bit program on the whole machine: processor, memory, interrupts, serial port, exit port. */
@Timeout(60)
class FlatProgramTest {

    private static final long ORIGIN = 0x100000;

    private static final String PROGRAM = """
            start:  lea     rsp, [rel stack]
                    lea     rsi, [rel hello]
                    call    print
                    ; an IDT with the handlers of #UD and of the timer
                    lea     rdi, [rel idt + 6 * 16]
                    lea     rax, [rel undefined]
                    call    gate
                    lea     rdi, [rel idt + 0x20 * 16]
                    lea     rax, [rel timer]
                    call    gate
                    lea     rax, [rel idt]
                    mov     [rel idtr + 2], rax
                    lidt    [rel idtr]
                    ud2
                    ; the interrupt controller: vectors from 20h, only the timer unmasked; the timer at 1 kHz
                    mov     al, 0x11
                    out     0x20, al
                    mov     al, 0x20
                    out     0x21, al
                    mov     al, 4
                    out     0x21, al
                    mov     al, 1
                    out     0x21, al
                    mov     al, 0xFE
                    out     0x21, al
                    mov     al, 0x34
                    out     0x43, al
                    mov     al, 0xA9
                    out     0x40, al
                    mov     al, 0x04
                    out     0x40, al
                    sti
            idle:   hlt
                    cmp     dword [rel ticks], 5
                    jb      idle
                    cli
                    lea     rsi, [rel done]
                    call    print
                    mov     eax, [rel ticks]
                    out     0xF4, al
                    hlt

            gate:   mov     [rdi], ax
                    mov     [rdi + 2], cs
                    mov     word [rdi + 4], 0x8E00
                    shr     rax, 16
                    mov     [rdi + 6], ax
                    shr     rax, 16
                    mov     [rdi + 8], eax
                    ret

            print:  mov     edx, 0x3FD
            .wait:  in      al, dx
                    test    al, 0x20
                    jz      .wait
                    lodsb
                    test    al, al
                    jz      .end
                    mov     edx, 0x3F8
                    out     dx, al
                    jmp     print
            .end:   ret

            undefined:
                    lea     rsi, [rel fault]
                    call    print
                    add     qword [rsp], 2
                    iretq

            timer:  push    rax
                    inc     dword [rel ticks]
                    mov     al, 0x20
                    out     0x20, al
                    pop     rax
                    iretq

            hello:  db "hello", 10, 0
            fault:  db "undefined", 10, 0
            done:   db "five ticks", 10, 0
                    align 16
            ticks:  dd 0
            idtr:   dw 0x20F
                    dq 0
                    align 16
            idt:    times 0x21 * 16 db 0
                    times 512 db 0
            stack:
            """;

    private record Result(StopReason reason, String output, long instructions, long time) {
    }

    private static Result run(String model) throws MachineException {
        ByteArrayOutputStream serial = new ByteArrayOutputStream();
        MachineConfiguration configuration = MachineConfiguration
                .builder(new BootFile("flat.bin", Nasm.assemble(64, ORIGIN, PROGRAM))).flat(ORIGIN).cpuModel(model)
                .serialOutput(serial).maxInstructions(10_000_000).build();
        Machine machine = Machine.create(configuration);
        StopReason reason = null;
        while (reason == null) {
            reason = machine.run();
        }
        return new Result(reason, serial.toString(StandardCharsets.US_ASCII), machine.instructions(),
                machine.processor().time());
    }

    @ParameterizedTest
    @ValueSource(strings = {"penryn", "haswell", "skylake", "icelake", "max"})
    void programTakesExceptionsAndTimerInterruptsPrintsAndExits(String model) throws MachineException {
        Result result = run(model);
        assertThat(result.output()).isEqualTo("hello\nundefined\nfive ticks\n");
        assertThat(result.reason()).isEqualTo(new StopReason.GuestExit(11));
    }

    @Test
    void everyRunIsTheSame() throws MachineException {
        Result first = run("skylake");
        assertThat(run("skylake")).isEqualTo(first);
        // Five ticks of about 1 ms, and virtual time runs at 1 GHz.
        assertThat(first.time()).isBetween(4_900_000L, 5_100_000L);
        assertThat(first.instructions()).isLessThan(1000);
    }
}
