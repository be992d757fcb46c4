package io.trestle.platform.nativeimage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Which of our classes are turned into JSON or made from it by hand: read from the byte code, by the static type of what is handed to Jackson, Vert.x,
 * answers without a type and sockets, also where it is handed on through methods of ours. What Quarkus sees in signatures it registers by itself.
 */
final class SerializedTypes {

    private static final Map<String, Pattern> GATES = Map.ofEntries(
            Map.entry("com/fasterxml/jackson/databind/ObjectMapper",
                    Pattern.compile(
                            "readValue|readValues|treeToValue|convertValue|updateValue|valueToTree|writeValue.*|readerFor.*|writerFor|constructType")),
            Map.entry("com/fasterxml/jackson/databind/ObjectReader", Pattern.compile("readValue|treeToValue|forType")),
            Map.entry("com/fasterxml/jackson/databind/ObjectWriter", Pattern.compile("writeValue.*|forType")),
            Map.entry("com/fasterxml/jackson/core/JsonGenerator", Pattern.compile("writeObject|writePOJO")),
            Map.entry("com/fasterxml/jackson/core/JsonParser", Pattern.compile("readValueAs")),
            Map.entry("io/vertx/core/json/Json", Pattern.compile("encode.*|decodeValue")),
            Map.entry("io/vertx/core/json/JsonObject", Pattern.compile("mapFrom|mapTo")),
            Map.entry("jakarta/ws/rs/core/Response", Pattern.compile("ok")),
            Map.entry("jakarta/ws/rs/core/Response$ResponseBuilder", Pattern.compile("entity")),
            Map.entry("org/jboss/resteasy/reactive/RestResponse", Pattern.compile("ok|status")),
            Map.entry("jakarta/ws/rs/sse/OutboundSseEvent$Builder", Pattern.compile("data")),
            Map.entry("io/quarkus/websockets/next/WebSocketConnection", Pattern.compile("sendText.*|broadcast.*")));
    private static final Set<String> OPEN = Set.of("java/lang/Object", "java/util/List", "java/util/Map", "java/util/Collection",
            "java/util/Set", "java/lang/Record", "java/util/stream/Stream", "java/lang/Iterable");

    /** A parameter of a method of ours through which a value gets to Jackson. */
    private record Way(String owner, String name, String descriptor, int argument) {
    }

    private final Map<String, ClassNode> classes;
    private final ClassLoader loader;
    private final Map<MethodNode, Frame<BasicValue>[]> frames = new HashMap<>();
    private final Set<Way> ways = new HashSet<>();
    private final Set<String> types = new TreeSet<>();
    private final Set<String> open = new TreeSet<>();

    SerializedTypes(OurClasses ours, ClassLoader loader) throws AnalyzerException {
        classes = ours.classes();
        this.loader = loader;
        int before;
        do {
            before = ways.size();
            types.clear();
            open.clear();
            for (var in : classes.values()) {
                for (var method : in.methods) {
                    follow(in, method);
                }
            }
        } while (ways.size() > before);
        classes.values().stream().filter(one -> one.superName != null && one.superName.endsWith("/TypeReference"))
                .forEach(one -> named(one.signature));
    }

    /** Internal names of the classes, with those that they are made of, and those that implement them. */
    Set<String> types() {
        var all = new TreeSet<String>();
        types.forEach(one -> addWithMembers(one, all));
        // nothing of theirs is called by reflection
        all.removeIf(one -> (classes.get(one).access & Opcodes.ACC_INTERFACE) != 0);
        return all;
    }

    /** Places that hand over what no static type tells: {@code Class.method: type}. */
    Set<String> open() {
        return open;
    }

    private void follow(ClassNode in, MethodNode method) throws AnalyzerException {
        if (method.instructions.size() == 0) {
            return;
        }
        Frame<BasicValue>[] all = null;
        for (var i = 0; i < method.instructions.size(); i++) {
            var instruction = method.instructions.get(i);
            if (!(instruction instanceof MethodInsnNode || instruction instanceof InvokeDynamicInsnNode)) {
                continue;
            }
            if (all == null) {
                all = framesOf(in, method);
            }
            if (all[i] != null) {
                call(in, method, instruction, all[i]);
            }
        }
    }

    private Frame<BasicValue>[] framesOf(ClassNode in, MethodNode method) throws AnalyzerException {
        var known = frames.get(method);
        if (known == null) {
            known = new Analyzer<>(new Tracker(in, loader)).analyze(in.name, method);
            frames.put(method, known);
        }
        return known;
    }

    private void call(ClassNode in, MethodNode method, AbstractInsnNode instruction, Frame<BasicValue> frame) {
        if (instruction instanceof MethodInsnNode call) {
            var arguments = new ArrayList<BasicValue>();
            var count = Type.getArgumentTypes(call.desc).length + (call.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1);
            for (var n = 0; n < count; n++) {
                arguments.add(frame.getStack(frame.getStackSize() - count + n));
            }
            for (var argument : gates(call.owner, call.name, call.desc, call.getOpcode() == Opcodes.INVOKESTATIC)) {
                through(in, method, arguments.get(argument));
            }
            return;
        }
        var lambda = (InvokeDynamicInsnNode) instruction;
        if (lambda.bsmArgs.length != 3 || !(lambda.bsmArgs[1] instanceof Handle target) || !(lambda.bsmArgs[2] instanceof Type called)) {
            return;
        }
        var captured = Type.getArgumentTypes(lambda.desc).length;
        var given = Type.getArgumentTypes(called.getDescriptor());
        for (var argument : gates(target.getOwner(), target.getName(), target.getDesc(), target.getTag() == Opcodes.H_INVOKESTATIC)) {
            if (argument < captured) {
                through(in, method, frame.getStack(frame.getStackSize() - captured + argument));
            } else if (argument - captured < given.length) {
                through(in, method, new BasicValue(given[argument - captured]));
            }
        }
    }

    /** Which arguments of a call, {@code this} counted, are turned into JSON or say what JSON is turned into. */
    private List<Integer> gates(String owner, String name, String descriptor, boolean isStatic) {
        var found = new ArrayList<Integer>();
        var first = isStatic ? 0 : 1;
        var declared = Type.getArgumentTypes(descriptor);
        var gate = GATES.get(owner);
        for (var n = 0; n < declared.length; n++) {
            var isOpen = Set.of("java.lang.Object", "java.lang.Class").contains(declared[n].getClassName());
            if (gate != null && isOpen && gate.matcher(name).matches() || ways.contains(new Way(owner, name, descriptor, n + first))) {
                found.add(n + first);
            }
        }
        return found;
    }

    private void through(ClassNode in, MethodNode method, BasicValue value) {
        Tracker.constantsOf(value).forEach(this::add);
        if (Tracker.slotOf(value) >= 0) {
            ways.add(new Way(in.name, method.name, method.desc, argumentAt(method, Tracker.slotOf(value))));
        }
        var type = value.getType();
        while (type != null && type.getSort() == Type.ARRAY) {
            type = type.getElementType();
        }
        if (type == null || type.getSort() != Type.OBJECT || !Tracker.constantsOf(value).isEmpty()) {
            return;
        }
        add(type.getInternalName());
        if (OPEN.contains(type.getInternalName()) && Tracker.slotOf(value) < 0) {
            open.add(in.name.substring(in.name.lastIndexOf('/') + 1) + "." + nameOf(method) + ": " + type.getClassName());
        }
    }

    private static int argumentAt(MethodNode method, int slot) {
        var at = 0;
        var argument = 0;
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
            if (slot == 0) {
                return 0;
            }
            at = 1;
            argument = 1;
        }
        for (var type : Type.getArgumentTypes(method.desc)) {
            if (at == slot) {
                return argument;
            }
            at += type.getSize();
            argument++;
        }
        return -1;
    }

    private void add(String name) {
        if (classes.containsKey(name)) {
            types.add(name);
        }
    }

    private static final Pattern NAME = Pattern.compile(OurClasses.PACKAGE + "[\\w/$]+");

    private void named(String signature) {
        if (signature != null) {
            NAME.matcher(signature).results().forEach(match -> add(match.group()));
        }
    }

    private void addWithMembers(String name, Set<String> all) {
        var type = classes.get(name);
        if (type == null || !all.add(name)) {
            return;
        }
        var named = new HashSet<String>();
        named.add(type.superName);
        type.fields.stream().filter(field -> (field.access & Opcodes.ACC_STATIC) == 0)
                .forEach(field -> named.addAll(names(field.signature == null ? field.desc : field.signature)));
        if (type.permittedSubclasses != null) {
            named.addAll(type.permittedSubclasses);
        }
        if ((type.access & (Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT)) != 0) {
            classes.values().stream().filter(one -> one.interfaces.contains(name) || name.equals(one.superName))
                    .forEach(one -> named.add(one.name));
        }
        named.forEach(one -> addWithMembers(one, all));
    }

    private static List<String> names(String signature) {
        return Arrays.asList(NAME.matcher(signature).results().map(match -> match.group()).toArray(String[]::new));
    }

    /** A lambda is named after the method that it stands in; its number is the compiler's business. */
    private static String nameOf(MethodNode method) {
        return method.name.replaceFirst("^lambda\\$(\\w+)\\$\\d+$", "$1");
    }
}
