package io.trestle.comfy.seedapi;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.backend.Backend;
import io.trestle.comfy.backend.BackendState;
import io.trestle.comfy.backend.BackendStore;
import io.trestle.comfy.comfyuiapi.ComfyClients;
import io.trestle.comfy.job.Job;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Frees backends: ComfyUI does it between two runs, so nothing that runs is hurt. */
@ApplicationScoped
class SeedFreeing {

    private final BackendStore backends;
    private final ComfyClients clients;

    SeedFreeing(BackendStore backends, ComfyClients clients) {
        this.backends = backends;
        this.clients = clients;
    }

    /** All that can be reached. */
    Uni<Void> all() {
        return backends.all().chain(all -> Multi.createFrom().iterable(all).filter(backend -> backend.state() == BackendState.READY)
                .onItem().transformToUniAndConcatenate(this::free).collect().last()).replaceWithVoid();
    }

    Uni<Void> backendOf(Job job) {
        var id = job.backendId();
        return (id == null ? Uni.createFrom().<Backend>nullItem() : backends.find(id))
                .onItem().ifNull().failWith(() -> new ProblemException(ProblemType.NOT_FOUND, "The job has no backend yet"))
                .chain(this::free);
    }

    private Uni<Void> free(Backend backend) {
        return clients.at(backend.url()).free()
                .onFailure().transform(failure -> new ProblemException(ProblemType.VALIDATION_FAILED,
                        "The backend " + backend.id() + " could not be freed", failure))
                .chain(() -> backends.unloaded(backend.id()));
    }
}
