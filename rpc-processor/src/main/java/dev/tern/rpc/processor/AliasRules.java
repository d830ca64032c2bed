package dev.tern.rpc.processor;

import dev.tern.rpc.RpcAlias;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/**
 * Finds aliases that leave open who is meant: each is a name that no member of the type has now, and an alias of one of them only. Another version may
 * still read what they say, so there is no second chance to find out.
 */
final class AliasRules {

    private AliasRules() {}

    /**
     * A property, constant or method among others.
     *
     * @param subject how a message names it
     * @param names what it is called now: its name, of a method its signatures too
     * @param aliases what it was called before
     * @param element where the annotation stands
     */
    record Member(String subject, Set<String> names, List<String> aliases, Element element) {}

    /** Notes the aliases of a type's properties or constants that are wrong. */
    static void check(List<Member> members, Problems problems) {
        check(members, false, problems);
    }

    /** Notes the aliases of a service's methods that are wrong. The former name of an overloaded method is told with its parameter types. */
    static void checkMethods(List<Member> methods, Problems problems) {
        check(methods, true, problems);
    }

    private static void check(List<Member> members, boolean areMethods, Problems problems) {
        Map<String, Member> owners = new HashMap<>();
        for (Member member : members) {
            for (String alias : member.aliases) {
                Member owner = owners.putIfAbsent(alias, member);
                String why = objection(alias, member, owner, members, areMethods);
                if (why != null) {
                    problems.add(
                            Diagnostic.MALFORMED_ALIAS,
                            member.element,
                            Annotations.find(member.element, RpcAlias.class),
                            alias,
                            member.subject,
                            why);
                }
            }
        }
    }

    private static @Nullable String objection(
            String alias, Member member, @Nullable Member owner, List<Member> members, boolean areMethods) {
        boolean isTaken = members.stream()
                .filter(other -> !areMethods || !other.equals(member)) // of one that changed its parameters
                .anyMatch(other -> other.names.contains(alias));
        String why;
        if (isTaken) {
            why = "it is the name of one that is still there";
        } else if (owner != null) {
            why = "it is an alias of " + owner.subject + ", too";
        } else {
            return null;
        }
        boolean isBare = areMethods && alias.indexOf('(') < 0;
        return isBare ? why + "; tell its parameter types: \"" + alias + "(...)\"" : why;
    }
}
