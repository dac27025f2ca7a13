package bft.experiments;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The classes of all modules: experiments depends on each of them. */
class ArchitectureTest {
    private static final int MOST_PUBLIC_TYPES = 12;

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("bft");

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        assertThat(CLASSES.contain("bft.spec.Registry")).isTrue();
        slices().matching("bft.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void aPackageWithMorePublicTypesThanTwelveSaysWhy() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            if (type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                counts.merge(type.getPackageName(), 1, Integer::sum);
            }
        }
        counts.values().removeIf(count -> count <= MOST_PUBLIC_TYPES);
        for (String name : counts.keySet()) {
            assertThat(packageInfo(name)).as(name + ": " + counts.get(name)).contains("twelve");
        }
    }

    /** Packages of generated code have none, and are exempt. */
    private static String packageInfo(String name) throws IOException {
        String file = "src/main/java/" + name.replace('.', '/') + "/package-info.java";
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            Optional<Path> found =
                    modules.map(module -> module.resolve(file)).filter(Files::exists).findFirst();
            return found.isPresent() ? Files.readString(found.get()) : "more than twelve";
        }
    }
}
