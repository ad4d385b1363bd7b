// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.install.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.core.runtime.ILogListener;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Platform;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunchConfigurationType;
import org.eclipse.equinox.p2.core.IProvisioningAgent;
import org.eclipse.equinox.p2.engine.IProfile;
import org.eclipse.equinox.p2.engine.IProfileRegistry;
import org.eclipse.equinox.p2.metadata.IInstallableUnit;
import org.eclipse.equinox.p2.query.QueryUtil;
import org.eclipse.equinox.p2.repository.IRepositoryManager;
import org.eclipse.equinox.p2.repository.metadata.IMetadataRepositoryManager;
import org.eclipse.ui.IPerspectiveDescriptor;
import org.eclipse.ui.IStartup;
import org.eclipse.ui.IViewReference;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.WorkbenchException;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.wizards.IWizardCategory;
import org.eclipse.ui.wizards.IWizardDescriptor;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/**
 * Writes what the started workbench has registered under {@code org.hvdt} into the properties file that the system
 * property {@code hvdt.probe} names, and closes the workbench. Without the property it does nothing.
 */
public final class Probe implements IStartup {

    private static final String PREFIX = "org.hvdt.";
    private static final String SELF = "org.hvdt.install.probe";
    private static final String INSTALL_COMMAND = "org.eclipse.equinox.p2.ui.sdk.install";
    private static final String FRAMEWORK_ADMIN = "org.eclipse.equinox.internal.provisional.frameworkadmin.FrameworkAdmin";

    private final List<String> errors = new CopyOnWriteArrayList<>();

    @Override
    public void earlyStartup() {
        String file = System.getProperty("hvdt.probe");
        if (file == null) {
            return;
        }
        IWorkbench workbench = PlatformUI.getWorkbench();
        workbench.getDisplay().asyncExec(() -> {
            try {
                report(workbench, Path.of(file));
            } finally {
                workbench.close();
            }
        });
    }

    private void report(IWorkbench workbench, Path file) {
        ILogListener listener = (status, plugin) -> {
            if (status.getSeverity() == IStatus.ERROR) {
                errors.add(status.getPlugin() + ": " + status.getMessage());
            }
        };
        Platform.addLogListener(listener);
        Properties facts = new Properties();
        try {
            facts.setProperty("perspectives", join(Stream.of(workbench.getPerspectiveRegistry().getPerspectives())
                    .map(IPerspectiveDescriptor::getId)));
            facts.setProperty("wizards", join(wizards(workbench.getNewWizardRegistry().getRootCategory())
                    .map(IWizardDescriptor::getId)));
            facts.setProperty("launchTypes", join(Stream.of(DebugPlugin.getDefault().getLaunchManager()
                    .getLaunchConfigurationTypes()).map(ILaunchConfigurationType::getIdentifier)));
            facts.setProperty("bundles", join(Stream.of(context().getBundles())
                    .filter(bundle -> bundle.getState() >= Bundle.RESOLVED).map(Bundle::getSymbolicName)));
            facts.setProperty("installed", join(installedUnits()));
            facts.setProperty("sites", sites());
            facts.setProperty("installCommandEnabled", Boolean.toString(workbench.getService(ICommandService.class)
                    .getCommand(INSTALL_COMMAND).isEnabled()));
            facts.setProperty("frameworkManipulator", Boolean.toString(context()
                    .getServiceReference(FRAMEWORK_ADMIN) != null));
            facts.setProperty("views", openPerspective(workbench, System.getProperty("hvdt.probe.perspective")));
        } catch (WorkbenchException e) {
            errors.add(e.toString());
        } finally {
            Platform.removeLogListener(listener);
            facts.setProperty("errors", String.join("\n", errors));
            write(facts, file);
        }
    }

    /** Opens the perspective and creates its views; answers their identifiers. */
    private static String openPerspective(IWorkbench workbench, String perspective) throws WorkbenchException {
        if (perspective == null || workbench.getPerspectiveRegistry().findPerspectiveWithId(perspective) == null) {
            return "";
        }
        IWorkbenchWindow window = workbench.getWorkbenchWindows()[0];
        IWorkbenchPage page = workbench.showPerspective(perspective, window);
        for (IViewReference view : page.getViewReferences()) {
            view.getView(true);
        }
        return join(Stream.of(page.getViewReferences()).map(IViewReference::getId));
    }

    private static Stream<IWizardDescriptor> wizards(IWizardCategory category) {
        return Stream.concat(Stream.of(category.getWizards()),
                Stream.of(category.getCategories()).flatMap(Probe::wizards));
    }

    private static Stream<String> installedUnits() {
        IProfile profile = agent().getService(IProfileRegistry.class).getProfile(IProfileRegistry.SELF);
        return profile == null ? Stream.empty()
                : profile.query(QueryUtil.ALL_UNITS, null).toUnmodifiableSet().stream().map(IInstallableUnit::getId);
    }

    /** The update sites on the web that p2 knows. */
    private static String sites() {
        URI[] known = agent().getService(IMetadataRepositoryManager.class)
                .getKnownRepositories(IRepositoryManager.REPOSITORIES_ALL);
        return Stream.of(known).filter(site -> "https".equals(site.getScheme())).map(URI::toString)
                .collect(Collectors.joining(","));
    }

    private static IProvisioningAgent agent() {
        ServiceReference<IProvisioningAgent> reference = context().getServiceReference(IProvisioningAgent.class);
        return context().getService(reference);
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(Probe.class).getBundleContext();
    }

    private static String join(Stream<String> names) {
        return names.filter(name -> name != null && name.startsWith(PREFIX) && !name.equals(SELF)).distinct()
                .sorted().collect(Collectors.joining(","));
    }

    private static void write(Properties facts, Path file) {
        try (Writer out = Files.newBufferedWriter(file)) {
            facts.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
