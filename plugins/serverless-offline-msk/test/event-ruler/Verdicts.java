import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.Patterns;

/**
 * Each line read is {"pattern": text, "event": text, "apart": boolean}, each line written is event-ruler's verdict:
 * match, no match, invalid or failure, if it cannot work with a pattern that it takes for valid.
 */
public class Verdicts {
    public static void main(String[] args) throws Exception {
        var json = new ObjectMapper();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode question = json.readTree(line);
            String pattern = question.get("pattern").textValue();
            out.println(verdict(pattern, question.get("event").textValue(), question.get("apart").booleanValue()));
        }
    }

    private static String verdict(String pattern, String event, boolean apart) throws Exception {
        if (JsonRuleCompiler.check(pattern) != null) return "invalid";
        try {
            var alternatives = JsonRuleCompiler.compile(pattern);
            return (apart ? matchesApart(alternatives, event) : matches(alternatives, event)) ? "match" : "no match";
        } catch (RuntimeException failure) {
            return "failure";
        }
    }

    private static boolean matches(List<Map<String, List<Patterns>>> alternatives, String event) throws Exception {
        Machine machine = Machine.builder().build();
        for (var alternative : alternatives) machine.addPatternRule("rule", alternative);
        return !machine.rulesForJSONEvent(event).isEmpty();
    }

    /** The alternatives of $or, and those of each field, are ORed: each combination in a machine of its own is the same. */
    private static boolean matchesApart(List<Map<String, List<Patterns>>> alternatives, String event) throws Exception {
        boolean matches = false;
        for (var alternative : alternatives) {
            for (var combination : combinations(alternative)) matches |= matches(List.of(combination), event);
        }
        return matches;
    }

    private static List<Map<String, List<Patterns>>> combinations(Map<String, List<Patterns>> alternative) {
        List<Map<String, List<Patterns>>> combinations = List.of(Map.of());
        for (var field : alternative.entrySet()) {
            List<Map<String, List<Patterns>>> longer = new ArrayList<>();
            for (var combination : combinations) {
                for (Patterns rule : field.getValue()) {
                    var with = new HashMap<>(combination);
                    with.put(field.getKey(), List.of(rule));
                    longer.add(with);
                }
            }
            combinations = longer;
        }
        return combinations;
    }
}
