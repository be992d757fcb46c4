package io.trestle.clientapi.modelscan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Decides what may be scanned. Blocking: it asks the file system where links lead. */
@ApplicationScoped
class ModelRoots {

    private final List<Path> roots;

    ModelRoots(ModelScanConfig config) {
        roots = config.roots().orElse(List.of()).stream().map(root -> root.toAbsolutePath().normalize()).toList();
    }

    /**
     * @param wanted absolute, or below any of the roots; all roots where it is null
     * @return the real directories to scan
     * @throws ProblemException {@code PATH_OUTSIDE_ROOTS}, or {@code NOT_FOUND} for a directory inside that does not exist
     */
    List<Path> directories(@Nullable String wanted) {
        if (roots.isEmpty()) {
            throw outside("No model roots are configured (trestle.model-scan.roots)");
        }
        if (wanted == null) {
            return roots.stream().filter(Files::isDirectory).map(this::real).toList();
        }
        var inside = candidates(wanted);
        if (inside.isEmpty()) {
            throw outside("scan_dir lies outside the model roots");
        }
        var directories = inside.stream().filter(Files::isDirectory).toList();
        if (directories.isEmpty()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "scan_dir is no directory below the model roots");
        }
        return List.of(real(directories.get(0)));
    }

    /** Whether a file, wherever its links lead, lies below a root. */
    boolean contains(Path file) {
        try {
            return isBelowRoot(file.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private List<Path> candidates(String wanted) {
        var found = new ArrayList<Path>();
        try {
            for (var root : roots) {
                // an absolute path stays what it is
                var path = root.resolve(wanted).normalize();
                if (path.startsWith(root)) {
                    found.add(path);
                }
            }
        } catch (InvalidPathException e) {
            throw outside("scan_dir is no path");
        }
        return found;
    }

    private Path real(Path directory) {
        try {
            var real = directory.toRealPath();
            if (!isBelowRoot(real)) {
                throw outside("scan_dir leads outside the model roots");
            }
            return real;
        } catch (IOException e) {
            throw new ProblemException(ProblemType.NOT_FOUND, "scan_dir cannot be read", e);
        }
    }

    private boolean isBelowRoot(Path real) {
        return roots.stream().anyMatch(root -> {
            try {
                return real.startsWith(root.toRealPath());
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static ProblemException outside(String detail) {
        return new ProblemException(ProblemType.PATH_OUTSIDE_ROOTS, detail);
    }
}
