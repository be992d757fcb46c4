package io.trestle.platform.nativeimage;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * What an initialiser of a class may not do while the native compiler runs it: its result would be that of the compiler's machine, on every start, or
 * no image at all (random generators, threads).
 */
final class MachineState {

    private static final Pattern MADE = Pattern
            .compile("java/util/(Random|Timer|concurrent/\\w*Executor)|java/security/SecureRandom|java/lang/Thread|java/net/\\w*Socket");
    private static final Pattern ASKED = Pattern.compile(
            "java/util/concurrent/Executors\\.new\\w+|java/net/http/HttpClient\\.newHttpClient|java/lang/System\\.(load|loadLibrary|getenv|getProperty"
                    + "|nanoTime|currentTimeMillis)|java/time/\\w+\\.now|java/util/UUID\\.randomUUID|java/lang/ProcessHandle\\.current"
                    + "|java/lang/Runtime\\.(availableProcessors|maxMemory)|java/net/InetAddress\\.\\w+|java/security/SecureRandom\\.\\w+"
                    + "|java/nio/ByteBuffer\\.allocateDirect|java/nio/file/Files\\.\\w+|java/lang/ref/Cleaner\\.create"
                    + "|fr/acinq/secp256k1/[\\w$]+\\.\\w+|org/bouncycastle/crypto/CryptoServicesRegistrar\\.\\w+");

    private final Map<String, ClassNode> classes;

    MachineState(OurClasses ours) {
        classes = ours.classes();
    }

    /** Classes, by name, whose initialiser does such a thing, itself or through methods of ours: what. */
    Map<String, String> heldByInitialisers() {
        var found = new TreeMap<String, String>();
        classes.values().forEach(in -> in.methods.stream().filter(method -> method.name.equals("<clinit>")).forEach(method -> {
            var what = reached(in, method, new HashSet<>());
            if (what != null) {
                found.put(in.name.replace('/', '.'), what);
            }
        }));
        return found;
    }

    /** A lambda is only made there, and called later. */
    private String reached(ClassNode in, MethodNode method, Set<MethodNode> seen) {
        if (!seen.add(method)) {
            return null;
        }
        for (var instruction : method.instructions) {
            if (instruction instanceof TypeInsnNode made && made.getOpcode() == Opcodes.NEW && MADE.matcher(made.desc).matches()) {
                return made.desc + " in " + in.name + "." + method.name;
            }
            if (instruction instanceof MethodInsnNode call) {
                if (ASKED.matcher(call.owner + "." + call.name).matches()) {
                    return call.owner + "." + call.name + " in " + in.name + "." + method.name;
                }
                var owner = classes.get(call.owner);
                var what = owner == null ? null : inside(owner, call, seen);
                if (what != null) {
                    return what;
                }
            }
        }
        return null;
    }

    private String inside(ClassNode owner, MethodInsnNode call, Set<MethodNode> seen) {
        for (var method : owner.methods) {
            if (method.name.equals(call.name) && method.desc.equals(call.desc)) {
                return reached(owner, method, seen);
            }
        }
        return null;
    }
}
