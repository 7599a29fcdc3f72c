package newsloom.node;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** The kinds of token filters Elasticsearch tells apart, each made from a function on a token stream. */
final class Factories {
    private Factories() {}

    /** Reads a filter's settings once, when the index is opened, and gives what is done to each token stream. */
    interface Prepared {
        UnaryOperator<TokenStream> prepare(IndexSettings index, Environment environment, Settings settings) throws IOException;
    }

    static AnalysisProvider<TokenFilterFactory> plain(Prepared prepared) {
        return (index, environment, name, settings) -> new Plain(name, prepared.prepare(index, environment, settings));
    }

    static AnalysisProvider<TokenFilterFactory> plain(UnaryOperator<TokenStream> make) {
        return plain((index, environment, settings) -> make);
    }

    /** One that also holds for single terms: normalizers, prefixes and wildcards go through it. */
    static AnalysisProvider<TokenFilterFactory> normalizing(Prepared prepared) {
        return (index, environment, name, settings) -> new Normalizing(name, prepared.prepare(index, environment, settings));
    }

    static AnalysisProvider<TokenFilterFactory> normalizing(UnaryOperator<TokenStream> make) {
        return normalizing((index, environment, settings) -> make);
    }

    /** One that puts several tokens on one position, which the reader of synonym rules must not meet before it. */
    static AnalysisProvider<TokenFilterFactory> stacking(Prepared prepared) {
        return (index, environment, name, settings) -> new Stacking(name, prepared.prepare(index, environment, settings));
    }

    static AnalysisProvider<TokenFilterFactory> stacking(UnaryOperator<TokenStream> make) {
        return stacking((index, environment, settings) -> make);
    }

    private static class Plain extends AbstractTokenFilterFactory {
        private final UnaryOperator<TokenStream> make;

        Plain(String name, UnaryOperator<TokenStream> make) {
            super(name);
            this.make = make;
        }

        @Override
        public TokenStream create(TokenStream in) {
            return make.apply(in);
        }
    }

    private static final class Normalizing extends Plain implements NormalizingTokenFilterFactory {
        Normalizing(String name, UnaryOperator<TokenStream> make) {
            super(name, make);
        }
    }

    private static final class Stacking extends Plain {
        Stacking(String name, UnaryOperator<TokenStream> make) {
            super(name, make);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            throw new IllegalArgumentException("Token filter [" + name() + "] cannot be used to parse synonyms");
        }
    }
}
