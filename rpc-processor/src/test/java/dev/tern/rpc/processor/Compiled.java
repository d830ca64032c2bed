package dev.tern.rpc.processor;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.HashMap;
import java.util.Map;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/** Loads the classes and resources of a compilation. */
final class Compiled extends ClassLoader {

    private final Map<String, JavaFileObject> classes = new HashMap<>();
    private final Map<String, JavaFileObject> resources = new HashMap<>();

    Compiled(Compilation compilation) {
        super(Compiled.class.getClassLoader());
        for (JavaFileObject file : compilation.generatedFiles()) {
            String path = file.getName().replaceAll("^/?CLASS_OUTPUT/|\\.class$", "");
            if (file.getKind() == JavaFileObject.Kind.CLASS) {
                classes.put(path.replace('/', '.'), file);
            } else {
                resources.put(path, file);
            }
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        JavaFileObject file = resources.get(name);
        try {
            return file == null ? null : new URL(null, "compiled:" + name, new Handler(file));
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        JavaFileObject file = classes.get(name);
        if (file == null) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream in = file.openInputStream()) {
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** Reads a file that is only in memory. */
    private static final class Handler extends URLStreamHandler {

        private final JavaFileObject file;

        Handler(JavaFileObject file) {
            this.file = file;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() throws IOException {
                    return file.openInputStream();
                }
            };
        }
    }
}
