package dev.tern.rpc.processor;

import com.palantir.javapoet.JavaFile;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.kernel.ContractResource;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.Messager;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.FileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * Writes the stub, the dispatcher, the codecs and the asynchronous twin of each interface that is marked {@link RpcService}. Each file has the
 * interface as its one originating element, so incremental builds are isolating.
 *
 * <p>An interface that uses types which do not exist yet waits until another processor has made them.
 */
public final class RpcProcessor extends AbstractProcessor {

    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> newSources = new HashSet<>();
    private final Set<String> sources = new HashSet<>();
    private final Problems.Reported reported = new Problems.Reported();
    private @Nullable ContractLock lock;

    /** Made by the compiler. */
    public RpcProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latest();
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Stream.of(Stream.of(RpcService.class), Annotations.OF_METHODS.stream(), MarkPlaces.ALL.stream())
                .flatMap(annotations -> annotations)
                .map(Class::getCanonicalName)
                .collect(Collectors.toSet());
    }

    @Override
    public Set<String> getSupportedOptions() {
        return Set.of(ContractLock.OPTION);
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        if (environment.getOptions().containsKey(ContractLock.OPTION)) {
            lock = ContractLock.of(environment.getOptions().get(ContractLock.OPTION));
        }
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        Elements elements = processingEnv.getElementUtils();
        if (round.processingOver()) {
            waiting.forEach(this::reportMissing);
            return false;
        }
        newSources.clear();
        ElementFilter.typesIn(round.getRootElements())
                .forEach(root -> newSources.add(root.getQualifiedName().toString()));
        sources.addAll(newSources);
        checkPlaces(round);
        Set<String> services = new LinkedHashSet<>(waiting);
        waiting.clear();
        for (Element element : round.getElementsAnnotatedWith(RpcService.class)) {
            services.add(((TypeElement) element).getQualifiedName().toString());
        }
        for (String service : services) {
            TypeElement element = elements.getTypeElement(service);
            if (element != null) {
                process(element);
            }
        }
        return false;
    }

    private void process(TypeElement element) {
        Problems problems = newProblems();
        try {
            ServiceModel service = parser(element, problems).parse();
            String name = element.getQualifiedName().toString();
            if (!problems.missing().isEmpty() || problems.unfinished().stream().anyMatch(this::isNew)) {
                waiting.add(name);
                return;
            }
            if (service != null && problems.isEmpty()) {
                checkSize(service, element, problems);
            }
            if (service != null && problems.isEmpty()) {
                write(service, element, problems);
                writeContract(service, element, problems);
            }
        } catch (RuntimeException e) {
            problems.add(Diagnostic.INTERNAL, element, null, Names.kindAndName(element), e);
        }
        problems.report(messager(), reported);
    }

    /** Whether other processors see a type in this round for the first time, too. */
    private boolean isNew(String type) {
        return newSources.stream().anyMatch(source -> type.equals(source) || type.startsWith(source + "."));
    }

    private static void checkSize(ServiceModel service, TypeElement element, Problems problems) {
        try {
            ContractText.forPeers(service.contract());
        } catch (IllegalArgumentException e) {
            problems.add(
                    Diagnostic.LARGE_CONTRACT,
                    element,
                    null,
                    Names.kindAndName(element),
                    String.valueOf(e.getMessage()));
        }
    }

    private void write(ServiceModel service, TypeElement element, Problems problems) {
        for (JavaFile file : generate(service)) {
            String name = file.typeSpec().name();
            try {
                SourceWriter.write(file, element, processingEnv.getFiler());
            } catch (FilerException e) {
                problems.add(Diagnostic.NAME_TAKEN, element, null, name);
            } catch (IOException e) {
                problems.add(Diagnostic.INTERNAL, element, null, name, e);
            }
        }
    }

    /** The contract, where consoles, gateways and the other side of a rolling upgrade find it. */
    private void writeContract(ServiceModel service, TypeElement element, Problems problems) {
        String name = processingEnv.getElementUtils().getBinaryName(element).toString();
        String path = ContractResource.path(name);
        try {
            FileObject file = processingEnv.getFiler().createResource(StandardLocation.CLASS_OUTPUT, "", path, element);
            try (OutputStream out = file.openOutputStream()) {
                out.write(ContractText.write(service.contract()).getBytes(StandardCharsets.UTF_8));
            }
            if (lock != null) {
                Places places = new Places(processingEnv.getElementUtils(), processingEnv.getTypeUtils(), element);
                lock.check(service.contract(), element, name, file.toUri(), places, problems);
            }
        } catch (FilerException e) {
            problems.add(Diagnostic.NAME_TAKEN, element, null, path);
        } catch (IOException e) {
            problems.add(Diagnostic.INTERNAL, element, null, path, e);
        }
    }

    private static List<JavaFile> generate(ServiceModel service) {
        return List.of(
                StubGenerator.generate(service),
                DispatcherGenerator.generate(service),
                CodecsGenerator.generate(service),
                AsyncGenerator.generate(service),
                AsyncStubGenerator.generate(service));
    }

    private void checkPlaces(RoundEnvironment round) {
        Problems problems = newProblems();
        for (Class<? extends Annotation> annotation : Annotations.OF_METHODS) {
            for (Element element : round.getElementsAnnotatedWith(annotation)) {
                Annotations.checkPlace(element, annotation, problems);
                if (Annotations.isOfImplementation(element, annotation)) {
                    new SettingParser(processingEnv.getElementUtils(), problems).parse(element, annotation, Set.of());
                }
            }
        }
        for (Class<? extends Annotation> annotation : MarkPlaces.ALL) {
            for (Element element : round.getElementsAnnotatedWith(annotation)) {
                MarkPlaces.check(element, annotation, problems);
            }
        }
        problems.report(messager(), reported);
    }

    private void reportMissing(String name) {
        TypeElement element = processingEnv.getElementUtils().getTypeElement(name);
        Problems found = newProblems();
        parser(element, found).parse();
        Problems problems = newProblems();
        boolean isMissing = !found.missing().isEmpty();
        problems.add(
                isMissing ? Diagnostic.UNKNOWN_TYPE : Diagnostic.LOMBOK_ABSENT,
                element,
                null,
                Names.kindAndName(element),
                String.join(", ", isMissing ? found.missing() : found.unfinished()));
        problems.report(messager(), reported);
    }

    private ServiceParser parser(TypeElement element, Problems problems) {
        Elements elements = processingEnv.getElementUtils();
        Types types = processingEnv.getTypeUtils();
        return new ServiceParser(elements, types, element, problems);
    }

    private Problems newProblems() {
        return new Problems(this::isSource);
    }

    private boolean isSource(Element element) {
        String outermost = "";
        for (Element e = element; e != null; e = e.getEnclosingElement()) {
            outermost = e instanceof TypeElement type ? type.getQualifiedName().toString() : outermost;
        }
        return sources.contains(outermost);
    }

    private Messager messager() {
        return processingEnv.getMessager();
    }
}
