package io.trestle.platform.nativeimage;

import java.util.Set;
import java.util.TreeSet;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/** Follows through a method, beside the static type of each value, which class constants it may be and which parameter it came in as. */
final class Tracker extends SimpleVerifier {

    /**
     * @param constants internal names of the classes of which this may be the {@code Class}
     * @param slot of the parameter, -1 where it is none
     */
    static final class Tracked extends BasicValue {

        private final Set<String> constants;
        private final int slot;

        Tracked(Type type, Set<String> constants, int slot) {
            super(type);
            this.constants = constants;
            this.slot = slot;
        }

        Set<String> constants() {
            return constants;
        }

        int slot() {
            return slot;
        }

        @Override
        public boolean equals(Object other) {
            return super.equals(other) && other instanceof Tracked tracked && constants.equals(tracked.constants) && slot == tracked.slot;
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    Tracker(ClassNode in, ClassLoader loader) {
        super(Opcodes.ASM9, Type.getObjectType(in.name), in.superName == null ? null : Type.getObjectType(in.superName),
                in.interfaces.stream().map(Type::getObjectType).toList(), (in.access & Opcodes.ACC_INTERFACE) != 0);
        setClassLoader(loader);
    }

    @Override
    public BasicValue newParameterValue(boolean isInstanceMethod, int local, Type type) {
        var value = super.newParameterValue(isInstanceMethod, local, type);
        return value.isReference() ? new Tracked(value.getType(), Set.of(), local) : value;
    }

    @Override
    public BasicValue newOperation(AbstractInsnNode instruction) throws AnalyzerException {
        var value = super.newOperation(instruction);
        return instruction instanceof LdcInsnNode constant && constant.cst instanceof Type type
                ? new Tracked(value.getType(), Set.of(type.getInternalName()), -1)
                : value;
    }

    @Override
    public BasicValue merge(BasicValue one, BasicValue other) {
        var merged = super.merge(one, other);
        if (one.equals(other) || !merged.isReference() || !(one instanceof Tracked || other instanceof Tracked)) {
            return merged;
        }
        var constants = new TreeSet<>(constantsOf(one));
        constants.addAll(constantsOf(other));
        return new Tracked(merged.getType(), constants, slotOf(one) == slotOf(other) ? slotOf(one) : -1);
    }

    static Set<String> constantsOf(BasicValue value) {
        return value instanceof Tracked tracked ? tracked.constants() : Set.of();
    }

    static int slotOf(BasicValue value) {
        return value instanceof Tracked tracked ? tracked.slot() : -1;
    }
}
