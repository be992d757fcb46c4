package io.trestle.simulators.dbc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.dbc.protocol.DbcId;
import io.trestle.dbc.protocol.RenterKey;

/** Calls a DBC client node the way a renter does. */
final class DbcCaller {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String baseUrl;
    private final RenterKey key;
    private Map<String, Object> session = Map.of();

    DbcCaller(String baseUrl, RenterKey key) {
        this.baseUrl = baseUrl;
        this.key = key;
    }

    static DbcCaller localRenter(DbcSimulator simulator) {
        return new DbcCaller(simulator.baseUrl(), RenterKey.fromHex(NodeSpec.LOCAL_RENTER_KEY));
    }

    /** Fetches the session id, and uses it from now on. */
    DbcCaller login() {
        var id = call("/mining_nodes/session_id", Map.of(), walletAuth()).message().path("session_id").asText();
        session = Map.of("session_id", id, "session_id_sign", key.sign(id));
        return this;
    }

    Map<String, Object> walletAuth() {
        var nonce = DbcId.newNonce();
        return Map.of("wallet", key.address(), "nonce", nonce, "sign", key.sign(nonce));
    }

    Answer call(String path, Map<String, ?> additional) {
        return call(path, additional, session);
    }

    Answer call(String path, Map<String, ?> additional, Map<String, ?> auth) {
        var body = new LinkedHashMap<String, Object>();
        body.put("peer_nodes_list", List.of(NodeSpec.LOCAL_NODE));
        body.put("additional", additional);
        body.putAll(auth);
        try {
            return raw("POST", "/api/v1" + path, JSON.writeValueAsString(body));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer raw(String method, String path, String body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(baseUrl + path)).method(method, BodyPublishers.ofString(body)).build();
            return new Answer(http.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the published description shows. */
    static Map<String, Object> vm(int sshPort) {
        var additional = new LinkedHashMap<String, Object>();
        additional.put("ssh_port", "" + sshPort);
        additional.put("vnc_port", "5904");
        additional.put("image_name", "ubuntu.qcow2");
        additional.put("custom_image_name", "my-ubuntu-1804");
        additional.put("operation_system", "ubuntu");
        additional.put("bios_mode", "legacy");
        additional.put("gpu_count", "1");
        additional.put("cpu_cores", "4");
        additional.put("mem_size", "8");
        additional.put("disk_size", "10");
        return additional;
    }

    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new IllegalStateException(response.body(), e);
            }
        }

        int code() {
            return json().path("errcode").asInt(Integer.MIN_VALUE);
        }

        JsonNode message() {
            return json().path("message");
        }

        String summary() {
            return status() + " " + code() + " " + message().asText();
        }
    }
}
