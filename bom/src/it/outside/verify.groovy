import groovy.xml.XmlSlurper

// What came along with each artifact, and what a repository would show of it.
def version = new XmlSlurper().parse(new File(basedir, 'pom.xml')).properties.'voicemedia.version'.text()
def problems = []

['client', 'document', 'simulator', 'stubs', 'verifier'].each { project ->
  def expected = new File(basedir, "$project/dependencies.txt").readLines() as TreeSet
  ['alone', 'bom'].each { way ->
    def came = new File(basedir, "$project/target/dependencies-${way}.txt").readLines()
        .collect { it.trim() }
        .findAll { it ==~ /[\w.-]+:[\w.-]+:(jar|test-jar):.*/ }
        .collect { it.split(':')[0..1].join(':') } as TreeSet
    if (came != expected) {
      problems << "$project ($way): unexpected ${came - expected}, missing ${expected - came}"
    }
  }
}

def repository = new File(localRepositoryPath, 'dev/voicemedia')
def bom = new File(repository, "voicemedia-bom/$version/voicemedia-bom-${version}.pom")
def managed = new XmlSlurper().parse(bom).dependencyManagement.dependencies.dependency
def artifacts = repository.listFiles().findAll { it.isDirectory() && it.name != 'voicemedia-parent' }
if (artifacts.size() != 7) {
  problems << "expected 6 artifacts and the BOM, found ${artifacts*.name}"
}
artifacts.each { artifact ->
  def name = artifact.name
  def file = { end -> new File(artifact, "$version/$name-$version$end") }
  def pom = new XmlSlurper().parse(file('.pom'))
  ['name', 'description', 'url', 'licenses', 'developers', 'scm'].each {
    if (pom."$it".isEmpty()) problems << "$name: its POM has no $it"
  }
  ['parent', 'repositories', 'build', 'profiles', 'properties'].each {
    if (!pom."$it".isEmpty()) problems << "$name: its POM shows $it"
  }
  pom.'**'.findAll { it.name() == 'version' && it.text().contains('$') }.each {
    problems << "$name: its POM has the version $it"
  }
  pom.dependencies.dependency.each {
    if (it.scope.text() in ['test', 'provided']) problems << "$name: its POM shows $it.artifactId, ${it.scope}"
    if (it.version.text().endsWith('-SNAPSHOT') && it.version.text() != version) {
      problems << "$name: its POM asks for $it.artifactId $it.version"
    }
  }
  if (name == 'voicemedia-bom') {
    if (!pom.dependencies.isEmpty()) problems << "$name: has dependencies"
    if (managed.any { it.groupId.text() != 'dev.voicemedia' || it.version.text() != version }) {
      problems << "$name: manages more than the artifacts of this version"
    }
    return
  }
  ['.jar', '-sources.jar', '-javadoc.jar', '-cyclonedx.json'].each {
    if (!file(it).isFile()) problems << "$name: has no $it"
  }
  if (!managed.any { it.artifactId.text() == name }) problems << "$name: is not in the BOM"
}

if (problems) {
  problems.each { println it }
  throw new AssertionError(problems.join('\n') as Object)
}
