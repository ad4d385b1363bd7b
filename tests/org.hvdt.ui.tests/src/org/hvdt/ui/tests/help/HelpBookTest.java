// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.help;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.core.runtime.Platform;
import org.eclipse.help.HelpSystem;
import org.eclipse.help.IContext;
import org.eclipse.help.IHelpResource;
import org.eclipse.help.IToc;
import org.eclipse.help.ITopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

class HelpBookTest {

    private static final String PREFIX = "/org.hvdt.doc/";
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"#:]+)\"");

    private final Bundle doc = Platform.getBundle("org.hvdt.doc");

    private URL page(String href) {
        assertThat(href).startsWith(PREFIX);
        URL page = doc.getEntry(href.substring(PREFIX.length()));
        assertThat(page).as(href).isNotNull();
        return page;
    }

    private static List<ITopic> topics(ITopic[] top) {
        List<ITopic> all = new ArrayList<>();
        for (ITopic topic : top) {
            all.add(topic);
            all.addAll(topics(topic.getSubtopics()));
        }
        return all;
    }

    @Test
    void theBookIsInTheTableOfContentsAndAllItsPagesExist() {
        IToc book = Arrays.stream(HelpSystem.getTocs())
                .filter(toc -> toc.getLabel().equals("Hypervisor Development Tools")).findFirst().orElseThrow();

        List<ITopic> topics = topics(book.getTopics());
        assertThat(topics).extracting(ITopic::getLabel).contains("First steps", "The assembly editor", "Debugging",
                "The command line");
        topics.stream().map(ITopic::getHref).filter(href -> href != null).forEach(this::page);
    }

    @Test
    void everyLinkInThePagesLeadsToAFileOfTheBook() throws IOException {
        for (URL page : Collections.list(doc.findEntries("html", "*.html", true))) {
            try (InputStream in = page.openStream()) {
                Matcher link = LINK.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                while (link.find()) {
                    assertThat(doc.getEntry("html/" + link.group(1))).as(page.getPath() + " links " + link.group(1))
                            .isNotNull();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.hvdt.ui.new_project", "org.hvdt.ui.outline", "org.hvdt.ui.tools",
        "org.hvdt.ui.project", "org.hvdt.ui.build_console", "org.hvdt.debug.ui.launch_main",
        "org.hvdt.debug.ui.launch_machine", "org.hvdt.debug.ui.vm_exit_breakpoint", "org.hvdt.debug.ui.stepping",
        "org.hvdt.debug.ui.vmcs_view", "org.hvdt.debug.ui.host_stack_view", "org.hvdt.debug.ui.vm_exits_view",
        "org.hvdt.debug.ui.explanation_view"})
    void theContextHelpSaysSomethingAndLeadsToAPage(String id) {
        IContext context = HelpSystem.getContext(id);

        assertThat(context).as(id).isNotNull();
        assertThat(context.getText()).isNotBlank();
        assertThat(context.getRelatedTopics()).isNotEmpty().extracting(IHelpResource::getHref).allSatisfy(this::page);
    }
}
