package io.trestle.engines.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.trestle.engines.TestJvm;

class EnginesHomeTest {

    @Test
    void shouldLieInCheckout_whenOthersCanReachIt() throws Exception {
        try (ThrowAwayDirectory checkout = ThrowAwayDirectory.create()) {
            assertThat(homeOf(checkout.path(), checkout.path())).isEqualTo(checkout.path().resolve(".trestle/engines").toString());
        }
    }

    @Test
    void shouldLieInTemporaryDirectory_whenOnlyRootReachesCheckout() throws Exception {
        assumeTrue(CurrentUser.isRoot(), "not root: the server runs as the user of the checkout");
        try (ThrowAwayDirectory directory = ThrowAwayDirectory.create()) {
            Path checkout = Files.createDirectory(directory.path().resolve("checkout"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            assertThat(homeOf(checkout, directory.path())).startsWith(directory.path() + "/trestle-engines-0/");
            assertThat(checkout).isEmptyDirectory();
        }
    }

    static String homeOf(Path checkout, Path temporary) throws Exception {
        try (TestJvm jvm = TestJvm.start(List.of(), System.getProperty("java.class.path"),
                List.of("-Dtrestle.root=" + checkout, "-Djava.io.tmpdir=" + temporary), Home.class)) {
            return jvm.nextLine();
        }
    }

    static final class Home {

        public static void main(String[] arguments) {
            System.out.println(EnginesHome.directory());
        }
    }
}
