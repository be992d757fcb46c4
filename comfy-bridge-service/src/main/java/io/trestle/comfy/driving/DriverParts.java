package io.trestle.comfy.driving;

import jakarta.inject.Singleton;

import io.trestle.comfy.backend.BackendClasses;
import io.trestle.comfy.backend.BackendStore;
import io.trestle.comfy.comfyuiapi.ComfyClients;
import io.trestle.comfy.job.JobTransitions;
import io.trestle.comfy.ledger.LocalBackends;
import io.trestle.comfy.routing.RunTimes;
import io.trestle.comfy.watch.JobPreviews;
import io.trestle.runtime.notify.Notifications;

/** What every driver works with. A singleton: its fields are read, which a proxy could not. */
@Singleton
class DriverParts {

    final BackendStore backends;
    final BackendClasses classes;
    final JobTransitions jobs;
    final LocalBackends local;
    final ComfyClients clients;
    final Dispatch dispatch;
    final Ending ending;
    final RunTimes runTimes;
    final JobPreviews previews;
    final Outputs outputs;
    final Notifications notifications;
    final DrivingConfig config;

    DriverParts(BackendStore backends, BackendClasses classes, JobTransitions jobs, LocalBackends local, ComfyClients clients,
            Dispatch dispatch,
            Ending ending, RunTimes runTimes, JobPreviews previews, Outputs outputs, Notifications notifications, DrivingConfig config) {
        this.backends = backends;
        this.classes = classes;
        this.jobs = jobs;
        this.local = local;
        this.clients = clients;
        this.dispatch = dispatch;
        this.ending = ending;
        this.runTimes = runTimes;
        this.previews = previews;
        this.outputs = outputs;
        this.notifications = notifications;
        this.config = config;
    }
}
