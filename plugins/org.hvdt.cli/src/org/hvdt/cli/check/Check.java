// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

/** A conformance suite: many cases of one kind. */
public interface Check {

    /** Its name on the command line: one word in lower case. */
    String name();

    /** What it compares with what, in one line. */
    String description();

    /**
     * Runs all cases. A case that cannot be run because a tool is absent is skipped, with the reason.
     *
     * @param report told the result of each case
     * @throws Exception if the suite itself cannot go on; counts as one failed case
     */
    void run(Report report) throws Exception;

    /** Takes the results. Thread-safe. */
    interface Report {

        /** A case has passed. */
        void passed(String title);

        /** A case has failed. @param details expected and found, in words */
        void failed(String title, String details);

        /** A case could not be run. @param reason why, and what to do about it */
        void skipped(String title, String reason);
    }
}
