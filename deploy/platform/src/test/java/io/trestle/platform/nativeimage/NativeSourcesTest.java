package io.trestle.platform.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.trestle.platform.kubernetes.Checkout;

/**
 * What the native compiler would be given for each service. Nothing is compiled here: what is looked at is what it has no way to see by itself, and
 * what is a failure only when the binary runs.
 */
class NativeSourcesTest {

    private static final String GATEWAY = "compute-gateway-service";
    private static final List<String> SERVICES = List.of("client-api-service", "cloudflare-adapter-service", "comfy-bridge-service",
            GATEWAY, "dbc-adapter-service");

    /** Values without a static type that says what they are, looked at by hand: maps and nodes of plain values, or what is registered. */
    private static final Set<String> KNOWN_TO_BE_PLAIN = Set.of(
            // answers of the problem shapes: maps of texts and numbers
            "ProblemAnswers.send: java.lang.Object", "SeedShape.render: java.util.Map",
            // of OutputFile, which is a part of messages
            "DraftRows.write: java.util.List",
            // YAML that becomes a model of the Kubernetes client, whose extension registers all of them
            "ManifestReader.read: java.util.Map");

    /** What Quarkus reads in its build, and what is for other readers. */
    private static final Pattern NOT_READ_WHEN_RUNNING = Pattern
            .compile("application\\.properties|META-INF/(MANIFEST\\.MF|jandex\\.idx|maven/.*"
                    + "|microprofile-config\\.properties|native-image/.*|openapi\\.yaml|services/io\\.quarkus\\..*)|schemas/.*\\.schema\\.json");

    /** Looked up by name in libraries that no extension of Quarkus covers. */
    private static final List<String> BY_NAME = List.of("net.jpountz.lz4.LZ4JavaUnsafeCompressor",
            "net.jpountz.lz4.LZ4HCJavaUnsafeCompressor",
            "net.jpountz.lz4.LZ4JavaSafeSafeDecompressor", "net.jpountz.xxhash.XXHash32JavaUnsafe",
            "net.jpountz.xxhash.StreamingXXHash32JavaSafe$Factory");
    /** Their initialisers look for native libraries, or take random numbers. */
    private static final List<String> LOAD_LIBRARIES = List.of("net.jpountz.lz4.LZ4Factory", "net.jpountz.util.Native",
            "net.jpountz.xxhash.XXHashFactory", "org.apache.kafka.common.compress.Lz4BlockInputStream",
            "io.netty.handler.ssl.util.ThreadLocalInsecureRandom");
    private static final List<String> LOAD_LIBRARIES_OF_GATEWAY = List.of("io.netty.channel.epoll.Epoll", "io.netty.channel.epoll.Native",
            "fr.acinq.secp256k1.Secp256k1", "fr.acinq.secp256k1.jni.NativeSecp256k1Loader");
    private static final List<String> LIBRARIES_OF_GATEWAY = List.of("META-INF/native/libnetty_transport_native_epoll_x86_64.so",
            "META-INF/native/libnetty_transport_native_epoll_aarch_64.so", "fr/acinq/secp256k1/jni/native/linux-x86_64/libsecp256k1-jni.so",
            "fr/acinq/secp256k1/jni/native/linux-aarch64/libsecp256k1-jni.so");

    private static final Map<String, NativeSources> SOURCES = new HashMap<>();
    private static final Map<String, OurClasses> OURS = new HashMap<>();

    @BeforeAll
    static void build() throws Exception {
        for (var service : SERVICES) {
            SOURCES.put(service, NativeSources.of(service));
            OURS.put(service, OurClasses.in(SOURCES.get(service).jars()));
        }
        var compiler = Stream.of(System.getenv("PATH").split(":")).map(directory -> Path.of(directory, "native-image"))
                .filter(Files::isExecutable).findFirst();
        System.out
                .println("Native sources of " + SERVICES.size() + " services. " + compiler.map(path -> path + " is there, and was not run.")
                        .orElse("No native compiler is on the PATH: no binary was built or run."));
    }

    @AfterAll
    static void remove() throws IOException {
        // a service and its libraries, five times
        NativeSources.delete(Checkout.path("deploy/platform/target/native"));
    }

    static List<String> services() {
        return SERVICES;
    }

    @ParameterizedTest
    @MethodSource("services")
    void shouldReflectOnAllThatBecomesJsonByHand(String service) throws Exception {
        var sources = SOURCES.get(service);
        var urls = sources.jars().stream().map(NativeSourcesTest::url).toArray(URL[]::new);
        try (var loader = new URLClassLoader(urls, null)) {
            var types = new SerializedTypes(OURS.get(service), loader);

            assertThat(types.types()).hasSizeGreaterThan(40);
            assertThat(types.types()).allSatisfy(type -> assertThat(sources.reflects(type.replace('/', '.'))).as(type).isTrue());
            assertThat(KNOWN_TO_BE_PLAIN).containsAll(types.open());
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void shouldIncludeAllResourcesThatAreReadWhenRunning(String service) {
        var sources = SOURCES.get(service);

        assertThat(OURS.get(service).resources()).filteredOn(resource -> !NOT_READ_WHEN_RUNNING.matcher(resource).matches())
                .isNotEmpty().allSatisfy(resource -> assertThat(sources.includes(resource)).as(resource).isTrue());
    }

    @ParameterizedTest
    @MethodSource("services")
    void shouldLeaveWhatBelongsToAMachineToTheProgram(String service) {
        var sources = SOURCES.get(service);

        assertThat(new MachineState(OURS.get(service)).heldByInitialisers())
                .allSatisfy((type, what) -> assertThat(sources.initializesAtRunTime(type)).as(type + ": " + what).isTrue());
        assertThat(LOAD_LIBRARIES).allSatisfy(type -> assertThat(sources.initializesAtRunTime(type)).as(type).isTrue());
        assertThat(BY_NAME).allSatisfy(type -> assertThat(sources.reflects(type)).as(type).isTrue());
    }

    @ParameterizedTest
    @MethodSource("gateway")
    void shouldCarryTheLibrariesOfTheGateway(String service) {
        var sources = SOURCES.get(service);

        assertThat(LIBRARIES_OF_GATEWAY).allSatisfy(library -> assertThat(sources.includes(library)).as(library).isTrue());
        assertThat(LOAD_LIBRARIES_OF_GATEWAY).allSatisfy(type -> assertThat(sources.initializesAtRunTime(type)).as(type).isTrue());
        assertThat(sources.callsFromC("fr.acinq.secp256k1.Secp256k1Exception")).isTrue();
        assertThat(sources.callsFromC("io.netty.channel.epoll.NativeDatagramPacketArray$NativeDatagramPacket")).isTrue();
    }

    static List<String> gateway() {
        return List.of(GATEWAY);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
