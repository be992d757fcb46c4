package io.trestle.clientapi.signature;

import java.math.BigInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.google.re2j.Pattern;

/** A Python number as a JSON number: integers of any size up to the limit, floats as doubles. */
final class PythonNumber {

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9](_?[0-9])*");
    private static final Pattern RADIX = Pattern.compile("[+-]?0([xX](_?[0-9a-fA-F])+|[oO](_?[0-7])+|[bB](_?[01])+)");
    private static final Pattern FLOAT = Pattern
            .compile("[+-]?([0-9](_?[0-9])*\\.?([0-9](_?[0-9])*)?|\\.[0-9](_?[0-9])*)([eE][+-]?[0-9](_?[0-9])*)?");

    private PythonNumber() {
    }

    static JsonNode parse(String text, SignatureLimits limits) throws PythonSyntaxException {
        if (text.length() > limits.maxDigits()) {
            throw new PythonSyntaxException("a number has at most " + limits.maxDigits() + " digits");
        }
        var plain = text.replace("_", "");
        if (INTEGER.matches(text)) {
            return integer(new BigInteger(plain));
        }
        if (RADIX.matches(text)) {
            return integer(radix(plain));
        }
        if (FLOAT.matches(text)) {
            return finite(Double.parseDouble(plain));
        }
        throw new PythonSyntaxException("'" + text + "' is no number");
    }

    static JsonNode integer(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return IntNode.valueOf(value.intValueExact());
        }
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValueExact()) : BigIntegerNode.valueOf(value);
    }

    private static BigInteger radix(String text) {
        var negative = text.startsWith("-");
        var start = text.indexOf('0') + 1;
        var base = switch (Character.toLowerCase(text.charAt(start))) {
            case 'x' -> 16;
            case 'o' -> 8;
            default -> 2;
        };
        var value = new BigInteger(text.substring(start + 1), base);
        return negative ? value.negate() : value;
    }

    private static JsonNode finite(double value) throws PythonSyntaxException {
        if (!Double.isFinite(value)) {
            throw new PythonSyntaxException("the number is not finite");
        }
        return DoubleNode.valueOf(value);
    }
}
