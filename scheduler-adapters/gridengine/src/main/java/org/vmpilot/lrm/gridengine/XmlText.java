package org.vmpilot.lrm.gridengine;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** An output of Grid Engine's {@code -xml}: elements and their text; attributes and schema do not count. */
final class XmlText {
    private XmlText() {}

    /** @throws OutputException not XML, or another document than the one that was asked for */
    static Element parse(String what, String text, String root) throws OutputException {
        try {
            Element document = builder()
                    .parse(new InputSource(new StringReader(within(text, root))))
                    .getDocumentElement();
            if (document.getNodeName().equals(root)) {
                return document;
            }
            throw new OutputException(what + " answered <" + document.getNodeName() + "> and not <" + root + ">");
        } catch (SAXParseException e) {
            throw new OutputException(what + ", line " + e.getLineNumber() + ": " + e.getMessage());
        } catch (SAXException | IOException e) {
            throw new OutputException(what + ": " + e.getMessage());
        }
    }

    /** What no XML may hold, and Grid Engine passes on from names and messages as it is. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]|&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F])|0*(?:[0-8]|1[1-2]|1[4-9]|2\\d|3[01]));");

    private static final Pattern BARE = Pattern.compile("&(?!(?:#\\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)");

    /** What a site prints around it (a banner, a wrapper's words) is no part of the document. */
    private static String within(String text, String root) {
        String end = "</" + root + ">";
        int from = text.indexOf("<?xml");
        int to = text.lastIndexOf(end);
        String document = from < 0 || to < from ? text : text.substring(from, to + end.length());
        return BARE.matcher(FORBIDDEN.matcher(document).replaceAll("?")).replaceAll("&amp;");
    }

    /** No document type, hence no entity that could reach out or grow. */
    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // else it prints on stderr
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's own XML parser has lost a feature", e);
        }
    }

    static List<Element> children(Node parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getNodeName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    /** All elements of that name at any depth, in the order of the document. */
    static List<Element> all(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    /** The text of the first child of that name; empty: there is none, or it is blank. */
    static Optional<String> text(Element parent, String name) {
        return children(parent, name).stream()
                .map(child -> child.getTextContent().strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    static String needed(String what, Element parent, String name) throws OutputException {
        return text(parent, name)
                .orElseThrow(
                        () -> new OutputException(what + ": a <" + parent.getNodeName() + "> without <" + name + ">"));
    }
}
