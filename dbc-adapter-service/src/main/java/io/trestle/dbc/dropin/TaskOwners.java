package io.trestle.dbc.dropin;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.trestle.dbc.nodeapi.NodeAnswer;
import io.trestle.dbc.rules.Authentication;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Who was shown which VMs by the node. Create, list and detail answer for the caller's own VMs only, so whoever a VM was shown to owns it. Kept in
 * memory: it can be found out again at any time.
 */
@ApplicationScoped
class TaskOwners {

    private static final int MOST = 200_000;

    private final Map<String, Boolean> shown = new LinkedHashMap<>(1024, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    boolean owns(String node, Authentication caller, String taskId) {
        synchronized (shown) {
            return shown.containsKey(key(node, caller, taskId));
        }
    }

    /** Reads the task ids out of a create, list or detail answer. */
    void learn(String node, Authentication caller, NodeAnswer answer) {
        if (answer.status() != 200 || caller.principal().isEmpty()) {
            return;
        }
        try {
            var json = answer.body().toJsonObject();
            if (json.getInteger("errcode", -1) == 0) {
                var message = json.getValue("message");
                if (message instanceof JsonArray tasks) {
                    tasks.forEach(task -> learnOne(node, caller, task));
                } else {
                    learnOne(node, caller, message);
                }
            }
        } catch (DecodeException | ClassCastException brokenAnswer) {
            // It goes to the caller as it is; nothing is learnt from it.
        }
    }

    private void learnOne(String node, Authentication caller, Object task) {
        if (task instanceof JsonObject object && object.getValue("task_id") instanceof String taskId) {
            synchronized (shown) {
                shown.put(key(node, caller, taskId), true);
            }
        }
    }

    private static String key(String node, Authentication caller, String taskId) {
        return node + " " + taskId + " " + caller.principal();
    }
}
