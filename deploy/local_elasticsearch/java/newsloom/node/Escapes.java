package newsloom.node;

/** Backslash escapes as Elasticsearch allows them in rules: {@code \\u00AD}, {@code \\n}, {@code \\t}, and a backslash before any other letter. */
final class Escapes {
    private Escapes() {}

    static String resolved(String text) {
        StringBuilder result = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter != '\\') {
                result.append(letter);
                continue;
            }
            if (++at >= text.length()) {
                throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
            }
            if (text.charAt(at) == 'u') {
                if (at + 4 >= text.length()) {
                    throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
                }
                result.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                at += 4;
            } else {
                result.append(single(text.charAt(at)));
            }
        }
        return result.toString();
    }

    private static char single(char letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> letter;
        };
    }
}
