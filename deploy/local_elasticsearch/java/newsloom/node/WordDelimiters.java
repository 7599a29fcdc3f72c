package newsloom.node;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.Analysis;

/** The filters {@code word_delimiter} and {@code word_delimiter_graph}; the latter splits German compounds at their soft hyphens. */
final class WordDelimiters {
    private static final Map<String, Byte> TYPES = Map.of(
        "LOWER", (byte) 0x01, "UPPER", (byte) 0x02, "ALPHA", (byte) 0x03,
        "DIGIT", (byte) 0x04, "ALPHANUM", (byte) 0x07, "SUBWORD_DELIM", (byte) 0x08);

    private WordDelimiters() {}


    static UnaryOperator<TokenStream> graph(IndexSettings index, Environment environment, Settings settings) {
        int flags = flags(settings) | on(settings, "ignore_keywords", false, WordDelimiterGraphFilter.IGNORE_KEYWORDS);
        byte[] types = types(environment, settings);
        CharArraySet kept = Analysis.getWordSet(environment, settings, "protected_words");
        boolean adjust = settings.getAsBoolean("adjust_offsets", true);
        return in -> new WordDelimiterGraphFilter(in, adjust, types, flags, kept);
    }

    static UnaryOperator<TokenStream> flat(IndexSettings index, Environment environment, Settings settings) {
        int flags = flags(settings);
        byte[] types = types(environment, settings);
        CharArraySet kept = Analysis.getWordSet(environment, settings, "protected_words");
        return in -> new WordDelimiterFilter(in, types, flags, kept);
    }

    private static int flags(Settings settings) {
        return on(settings, "generate_word_parts", true, WordDelimiterGraphFilter.GENERATE_WORD_PARTS)
            | on(settings, "generate_number_parts", true, WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS)
            | on(settings, "catenate_words", false, WordDelimiterGraphFilter.CATENATE_WORDS)
            | on(settings, "catenate_numbers", false, WordDelimiterGraphFilter.CATENATE_NUMBERS)
            | on(settings, "catenate_all", false, WordDelimiterGraphFilter.CATENATE_ALL)
            | on(settings, "split_on_case_change", true, WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE)
            | on(settings, "split_on_numerics", true, WordDelimiterGraphFilter.SPLIT_ON_NUMERICS)
            | on(settings, "preserve_original", false, WordDelimiterGraphFilter.PRESERVE_ORIGINAL)
            | on(settings, "stem_english_possessive", true, WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE);
    }

    private static int on(Settings settings, String name, boolean otherwise, int flag) {
        return settings.getAsBoolean(name, otherwise) ? flag : 0;
    }

    /** {@code type_table}: rules like {@code % => DIGIT} on top of Lucene's own table; backslash-u escapes name a character. */
    private static byte[] types(Environment environment, Settings settings) {
        var rules = Analysis.getWordList(environment, settings, "type_table");
        if (rules == null) {
            return WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE;
        }
        Map<Character, Byte> changed = new HashMap<>();
        for (String rule : rules) {
            int arrow = rule.lastIndexOf("=>");
            String left = arrow < 0 ? "" : Escapes.resolved(rule.substring(0, arrow).trim());
            Byte type = arrow < 0 ? null : TYPES.get(rule.substring(arrow + 2).trim());
            if (left.length() != 1 || type == null) {
                throw new IllegalArgumentException("Invalid mapping rule: [" + rule + "] - write one character => a type of " + TYPES.keySet());
            }
            changed.put(left.charAt(0), type);
        }
        return table(changed);
    }

    private static byte[] table(Map<Character, Byte> changed) {
        int last = changed.keySet().stream().mapToInt(Character::charValue).max().orElse(0);
        byte[] types = new byte[Math.max(last + 1, WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE.length)];
        for (int at = 0; at < types.length; at++) {
            types[at] = WordDelimiterIterator.getType(at);
        }
        changed.forEach((letter, type) -> types[letter] = type);
        return types;
    }
}
