package io.trestle.dbc.vm;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.CurrentCaller;

/** Ends a request with 404 before its answer begins, where the VM is not the caller's. */
@Singleton
class OwnVmFilter {

    private final VmStore store;
    private final CurrentCaller caller;

    OwnVmFilter(VmStore store, CurrentCaller caller) {
        this.store = store;
        this.caller = caller;
    }

    @OwnVm
    @ServerRequestFilter
    Uni<Void> check(ContainerRequestContext request) {
        var id = request.getUriInfo().getPathParameters().getFirst("id");
        return Panache.withSession(() -> store.find(id)).map(found -> VmIntake.visible(found, caller.get().tenant())).replaceWithVoid();
    }
}
