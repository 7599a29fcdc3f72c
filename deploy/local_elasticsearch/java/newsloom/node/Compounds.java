package newsloom.node;

import java.io.IOException;
import java.nio.file.Files;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.compound.CompoundWordTokenFilterBase;
import org.apache.lucene.analysis.compound.DictionaryCompoundWordTokenFilter;
import org.apache.lucene.analysis.compound.HyphenationCompoundWordTokenFilter;
import org.apache.lucene.analysis.compound.hyphenation.HyphenationTree;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.Analysis;
import org.xml.sax.InputSource;

/** Splitting compounds on the node, by a word list; Newsloom splits them earlier, other people's templates may ask for this. */
final class Compounds {
    private Compounds() {}

    private record Limits(int word, int least, int most, boolean longest) {
        static Limits of(Settings settings) {
            return new Limits(
                settings.getAsInt("min_word_size", CompoundWordTokenFilterBase.DEFAULT_MIN_WORD_SIZE),
                settings.getAsInt("min_subword_size", CompoundWordTokenFilterBase.DEFAULT_MIN_SUBWORD_SIZE),
                settings.getAsInt("max_subword_size", CompoundWordTokenFilterBase.DEFAULT_MAX_SUBWORD_SIZE),
                settings.getAsBoolean("only_longest_match", false)
            );
        }
    }

    static UnaryOperator<TokenStream> dictionary(IndexSettings index, Environment environment, Settings settings) {
        CharArraySet words = words(environment, settings);
        Limits limits = Limits.of(settings);
        return in -> new DictionaryCompoundWordTokenFilter(in, words, limits.word, limits.least, limits.most, limits.longest);
    }

    static UnaryOperator<TokenStream> hyphenation(IndexSettings index, Environment environment, Settings settings) throws IOException {
        CharArraySet words = words(environment, settings);
        Limits limits = Limits.of(settings);
        HyphenationTree patterns = patterns(environment, settings);
        return in -> new HyphenationCompoundWordTokenFilter(
            in, patterns, words, limits.word, limits.least, limits.most, limits.longest);
    }

    private static CharArraySet words(Environment environment, Settings settings) {
        CharArraySet words = Analysis.getWordSet(environment, settings, "word_list");
        if (words == null) {
            throw new IllegalArgumentException("word_list must be provided for a decompounder, either as word_list or as word_list_path");
        }
        return words;
    }

    private static HyphenationTree patterns(Environment environment, Settings settings) throws IOException {
        String path = settings.get("hyphenation_patterns_path");
        if (path == null) {
            throw new IllegalArgumentException("hyphenation_patterns_path is a required setting.");
        }
        try (var file = Files.newInputStream(environment.configDir().resolve(path))) {
            return HyphenationCompoundWordTokenFilter.getHyphenationTree(new InputSource(file));
        }
    }
}
