package newsloom.node;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.bg.BulgarianStemFilter;
import org.apache.lucene.analysis.bn.BengaliStemFilter;
import org.apache.lucene.analysis.br.BrazilianStemFilter;
import org.apache.lucene.analysis.ckb.SoraniStemFilter;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanMinimalStemFilter;
import org.apache.lucene.analysis.el.GreekStemFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.es.SpanishPluralStemFilter;
import org.apache.lucene.analysis.fa.PersianStemFilter;
import org.apache.lucene.analysis.fi.FinnishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchMinimalStemFilter;
import org.apache.lucene.analysis.gl.GalicianMinimalStemFilter;
import org.apache.lucene.analysis.gl.GalicianStemFilter;
import org.apache.lucene.analysis.hi.HindiStemFilter;
import org.apache.lucene.analysis.hu.HungarianLightStemFilter;
import org.apache.lucene.analysis.id.IndonesianStemFilter;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.lv.LatvianStemFilter;
import org.apache.lucene.analysis.no.NorwegianLightStemFilter;
import org.apache.lucene.analysis.no.NorwegianMinimalStemFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseMinimalStemFilter;
import org.apache.lucene.analysis.pt.PortugueseStemFilter;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sv.SwedishLightStemFilter;

/** Lucene's stemmers under the names that {@code stemmer.language} takes in Elasticsearch. */
final class Stemmers {
    /** Lucene keeps its own constant for this to itself. */
    private static final int NYNORSK = 2;

    /** Names that stand for the Snowball stemmer of the same name, capitalised. */
    private static final String SNOWBALL =
        " armenian basque catalan danish dutch estonian finnish french german hungarian irish italian lithuanian"
            + " norwegian portuguese romanian russian serbian spanish swedish turkish ";

    /** Names with a filter of their own; where a Snowball stemmer exists too, Elasticsearch means these. */
    private static final Map<String, UnaryOperator<TokenStream>> OWN = Map.ofEntries(
        entry("arabic", ArabicStemFilter::new),
        entry("bengali", BengaliStemFilter::new),
        entry("brazilian", BrazilianStemFilter::new),
        entry("bulgarian", BulgarianStemFilter::new),
        entry("czech", CzechStemFilter::new),
        entry("english", PorterStemFilter::new),
        entry("galician", GalicianStemFilter::new),
        entry("greek", GreekStemFilter::new),
        entry("hindi", HindiStemFilter::new),
        entry("indonesian", IndonesianStemFilter::new),
        entry("kstem", KStemFilter::new),
        entry("latvian", LatvianStemFilter::new),
        entry("light_english", KStemFilter::new),
        entry("light_finnish", FinnishLightStemFilter::new),
        entry("light_french", FrenchLightStemFilter::new),
        entry("light_german", GermanLightStemFilter::new),
        entry("light_hungarian", HungarianLightStemFilter::new),
        entry("light_italian", ItalianLightStemFilter::new),
        entry("light_norwegian", NorwegianLightStemFilter::new),
        entry("light_nynorsk", in -> new NorwegianLightStemFilter(in, NYNORSK)),
        entry("light_portuguese", PortugueseLightStemFilter::new),
        entry("light_russian", RussianLightStemFilter::new),
        entry("light_spanish", SpanishLightStemFilter::new),
        entry("light_swedish", SwedishLightStemFilter::new),
        entry("minimal_english", EnglishMinimalStemFilter::new),
        entry("minimal_french", FrenchMinimalStemFilter::new),
        entry("minimal_galician", GalicianMinimalStemFilter::new),
        entry("minimal_german", GermanMinimalStemFilter::new),
        entry("minimal_norwegian", NorwegianMinimalStemFilter::new),
        entry("minimal_nynorsk", in -> new NorwegianMinimalStemFilter(in, NYNORSK)),
        entry("minimal_portuguese", PortugueseMinimalStemFilter::new),
        entry("persian", PersianStemFilter::new),
        entry("porter", PorterStemFilter::new),
        entry("porter2", in -> new SnowballFilter(in, "English")),
        entry("portuguese_rslp", PortugueseStemFilter::new),
        entry("possessive_english", EnglishPossessiveFilter::new),
        entry("sorani", SoraniStemFilter::new),
        entry("spanish_plural", SpanishPluralStemFilter::new)
    );

    private Stemmers() {}

    /** The stemmer of that name; an unknown name is refused when the index is made, not when the first text arrives. */
    static UnaryOperator<TokenStream> named(String language) {
        String name = language.toLowerCase(Locale.ROOT);
        if (OWN.containsKey(name)) {
            return OWN.get(name);
        }
        if (SNOWBALL.contains(" " + name + " ")) {
            return snowball(name);
        }
        throw new IllegalArgumentException("stemmer: unknown language [" + language + "]");
    }

    /** A Snowball stemmer by its language, as the filter {@code snowball} names it. */
    static UnaryOperator<TokenStream> snowball(String language) {
        String name = language.substring(0, 1).toUpperCase(Locale.ROOT) + language.substring(1).toLowerCase(Locale.ROOT);
        return in -> new SnowballFilter(in, name);
    }
}
